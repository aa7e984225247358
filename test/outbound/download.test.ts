import { afterEach, describe, expect, it } from '@jest/globals';
import { type DownloadPolicy, type DownloadRequest, download } from '../../server/outbound/download.ts';
import { openWebServer, type WebAnswer, type WebServer } from '../support/web-server.ts';

const OCTETS = new Uint8Array([1, 2, 3, 4]);
const ok: WebAnswer = { status: 200, octets: OCTETS };

const open: WebServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(answer: Parameters<typeof openWebServer>[0]): Promise<WebServer> {
  const server = await openWebServer(answer);
  open.push(server);
  return server;
}

const get = (address: string, policy: Partial<DownloadPolicy> = {}, request: Partial<DownloadRequest> = {}) =>
  download(
    { address, body: null, maxBytes: 100, signal: new AbortController().signal, ...request },
    { hosts: [new URL(address).host], allowPrivateAddresses: true, ...policy },
  );

it('fetches with GET, and with POST where there is a body', async () => {
  const server = await serve(() => ok);
  const body = { type: 'application/ocsp-request', octets: new Uint8Array([9, 9]) };
  expect(await get(`http://${server.host}/a?b`)).toEqual({ kind: 'received', octets: OCTETS });
  expect(await get(`http://${server.host}/`, {}, { body })).toEqual({ kind: 'received', octets: OCTETS });
  expect(server.asked).toEqual([
    { method: 'GET', path: '/a?b', body: new Uint8Array() },
    { method: 'POST', path: '/', body: body.octets },
  ]);
});

describe('asks nobody else', () => {
  it.each([
    ['a host that is not named', (host: string) => `http://${host}/`, ['other.example']],
    ['the same host on another port', (host: string) => `http://${host}/`, ['127.0.0.1']],
    ['another scheme', () => 'ftp://ca.example/', ['ca.example']],
    ['a file', () => 'file:///etc/hostname', ['']],
    ['an address with a password', (host: string) => `http://a:b@${host}/`, null],
  ])('%s', async (_what, address, hosts) => {
    const server = await serve(() => ok);
    const answer = await get(address(server.host), { hosts: hosts ?? [server.host] });
    expect(answer).toMatchObject({ kind: 'failed', reason: 'host-not-allowed', isPassing: false });
    expect(server.asked).toEqual([]);
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[fe80::1]',
    '0.0.0.0',
    '2130706433',
    '0x7f.1',
  ])('the private address %s, though its host is named', async (host) => {
    const address = `http://${host}/`;
    expect(await get(address, { allowPrivateAddresses: false })).toMatchObject({ reason: 'address-private' });
  });

  it('a name that means a private address', async () => {
    const server = await serve(() => ok);
    const address = `http://localhost:${server.host.split(':')[1]}/`;
    expect(await get(address, { allowPrivateAddresses: false })).toMatchObject({
      reason: 'address-private',
      isPassing: false,
    });
    expect(server.asked).toEqual([]);
  });
});

describe('redirects', () => {
  it('are followed to a named host', async () => {
    const server = await serve(({ path }) => (path === '/a' ? { to: '/b' } : ok));
    expect(await get(`http://${server.host}/a`)).toMatchObject({ kind: 'received' });
  });

  it.each([
    ['another host', 'http://other.example/', 'host-not-allowed'],
    ['a private address', 'http://169.254.169.254/latest', 'host-not-allowed'],
    ['another scheme', 'file:///etc/hostname', 'host-not-allowed'],
    ['nowhere', 'http://', 'status'],
  ])('are not followed to %s', async (_what, to, reason) => {
    const server = await serve(() => ({ to }));
    expect(await get(`http://${server.host}/a`)).toMatchObject({ kind: 'failed', reason });
  });

  it('are not followed to a private address of a named host', async () => {
    const server = await serve(() => ({ to: 'http://10.0.0.1/' }));
    const hosts = [server.host, '10.0.0.1'];
    const first = await get(`http://${server.host}/a`, { hosts, allowPrivateAddresses: false });
    expect(first).toMatchObject({ reason: 'address-private' });
  });

  it('are followed twice and no more', async () => {
    const server = await serve(({ path }) => ({ to: `${path}x` }));
    expect(await get(`http://${server.host}/`)).toMatchObject({ reason: 'too-many-redirects' });
    expect(server.asked).toHaveLength(3);
  });

  it('do not carry a question on', async () => {
    const server = await serve(() => ({ to: '/b', status: 307 }));
    const body = { type: 'application/ocsp-request', octets: OCTETS };
    expect(await get(`http://${server.host}/a`, {}, { body })).toMatchObject({ reason: 'status' });
    expect(server.asked).toHaveLength(1);
  });
});

describe('failures are values', () => {
  it.each<[string, WebAnswer, object]>([
    ['not found', { status: 404, octets: OCTETS }, { reason: 'status', isPassing: false }],
    ['a fault over there', { status: 503, octets: OCTETS }, { reason: 'status', isPassing: true }],
    ['a cut connection', 'break', { reason: 'unreachable', isPassing: true }],
    ['too much', { status: 200, octets: new Uint8Array(101) }, { reason: 'too-large', isPassing: false }],
    [
      'a compressed answer',
      { status: 200, octets: OCTETS, headers: { 'content-encoding': 'gzip' } },
      { reason: 'encoded' },
    ],
  ])('%s', async (_what, answer, expected) => {
    const server = await serve(() => answer);
    expect(await get(`http://${server.host}/`)).toMatchObject({ kind: 'failed', ...expected });
  });

  it('nobody listens', async () => {
    const server = await openWebServer(() => ok);
    await server.close();
    expect(await get(`http://${server.host}/`)).toMatchObject({ reason: 'unreachable', isPassing: true });
  });

  it('no answer before the signal', async () => {
    const ended = new AbortController();
    const server = await serve(() => {
      ended.abort();
      return 'hang';
    });
    const answer = await get(`http://${server.host}/`, {}, { signal: ended.signal });
    expect(answer).toMatchObject({ kind: 'failed', reason: 'timed-out', isPassing: true });
  });
});

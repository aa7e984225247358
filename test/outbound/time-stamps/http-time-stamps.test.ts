import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type DerNode, readDer } from '#core/asn1/der.ts';
import { integer, sequence } from '#core/asn1/der-write.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { createCircuitBreaker } from '../../../server/outbound/circuit-breaker.ts';
import {
  type HttpTimeStampsOptions,
  openHttpTimeStamps,
} from '../../../server/outbound/time-stamps/http-time-stamps.ts';
import { timeStampsContract } from '../../contract/time-stamps.contract.ts';
import { forgeTimeStamp, toBer } from '../../support/cms.ts';
import { TEST_NOW, type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';
import { answerAsQualified, answerWith, readRequest, TEST_POLICY, testToken, testTsa } from '../../support/tsa.ts';
import { type Asked, openWebServer, type WebAnswer, type WebServer } from '../../support/web-server.ts';

/** Real servers on the loopback. */
let root: TestCertificate;
let tsa: TestCertificate;
let notTsa: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'root' });
  tsa = await testTsa(root);
  notTsa = await testLeaf(root);
});

let server: WebServer;
let answer: (asked: Asked) => WebAnswer | Promise<WebAnswer>;
beforeEach(async () => {
  answer = answerWith(tsa);
  server = await openWebServer((asked) => answer(asked));
});
afterEach(() => server.close());

const sha256 = new Uint8Array(createHash('sha256').update('a signature value').digest());

function open(change: Partial<HttpTimeStampsOptions> = {}) {
  return openHttpTimeStamps({
    addresses: [`http://${server.host}/tsa`],
    policy: null,
    timeoutMs: 20_000,
    maxBytes: 8192,
    breaker: createCircuitBreaker({ failures: 2, pauseMs: 60_000, now: () => Date.parse(TEST_NOW) }),
    sleep: async () => {},
    clock: { now: () => TEST_NOW },
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    ...change,
  });
}

timeStampsContract(
  'over http',
  async () => open(),
  () => TEST_NOW,
);

test('asks with the digest, a nonce of its own each time, and the content type of the standard', async () => {
  const stamps = open();
  await stamps.stamp(sha256);
  await stamps.stamp(sha256);
  const [first, second] = server.asked.map(({ body }) => readRequest(body));
  expect(first?.imprint).toEqual(sha256);
  expect(first?.nonce).not.toEqual(second?.nonce);
  expect(server.asked[0]).toMatchObject({ method: 'POST', path: '/tsa' });
});

test('asks once who stamps, and not again', async () => {
  const stamps = open();
  await Promise.all([stamps.certificates(), stamps.certificates()]);
  await stamps.certificates();
  expect(server.asked).toHaveLength(1);
});

describe('an answer that does not answer is not taken', () => {
  const broken: readonly [string, (asked: Asked) => WebAnswer | Promise<WebAnswer>, string][] = [
    ['another digest', (asked) => answerWith(tsa, { imprint: new Uint8Array(32) })(asked), 'token-not-sound'],
    ['another nonce', (asked) => answerWith(tsa, { nonce: Uint8Array.of(0x41) })(asked), 'nonce-mismatch'],
    ['no nonce', (asked) => answerWith(tsa, { nonce: null })(asked), 'nonce-mismatch'],
    ['an hour ago', (asked) => answerWith(tsa, { genTime: Date.parse(TEST_NOW) - 3_600_000 })(asked), 'time-wrong'],
    ['in an hour', (asked) => answerWith(tsa, { genTime: Date.parse(TEST_NOW) + 3_600_000 })(asked), 'time-wrong'],
    ['another purpose', (asked) => answerWith(notTsa)(asked), 'authority-not-for-time-stamps'],
    ['a refusal', () => ({ status: 200, octets: sequence(sequence(integer(2))) }), 'refused-2'],
    ['granted without a token', () => ({ status: 200, octets: sequence(sequence(integer(0))) }), 'refused-0'],
    ['no ASN.1', () => ({ status: 200, octets: new TextEncoder().encode('<html>') }), 'response-malformed'],
    [
      'a token that is none',
      () => ({ status: 200, octets: sequence(sequence(integer(0)), sequence()) }),
      'token-malformed',
    ],
    ['an error', () => ({ status: 500, octets: new Uint8Array() }), 'status'],
    ['a redirect', () => ({ to: '/elsewhere' }), 'status'],
    ['far too much', () => ({ status: 200, octets: new Uint8Array(20_000) }), 'too-large'],
    ['a cut connection', () => 'break', 'unreachable'],
  ];

  test.each(broken)('%s', async (_name, given, reason) => {
    answer = given;
    expect(await open().stamp(sha256)).toEqual({ kind: 'unavailable', detail: `${server.host}: ${reason}` });
  });

  test('a token whose signature was changed', async () => {
    answer = async ({ body }) => {
      const { imprint, nonce } = readRequest(body);
      const token = await testToken(tsa, imprint, { nonce });
      token[token.length - 1] = (token[token.length - 1] ?? 0) ^ 1;
      return { status: 200, octets: sequence(sequence(integer(0)), token) };
    };
    expect(await open().stamp(sha256)).toEqual({ kind: 'unavailable', detail: `${server.host}: token-not-sound` });
  });

  test('a token whose signed attributes may stand in any order', async () => {
    answer = async ({ body }) => {
      const genTime = `${TEST_NOW.replace(/\D/g, '').slice(0, 14)}Z`;
      const given = { tsa, stamped: new Uint8Array(), genTime, ...readRequest(body) };
      const token = forgeTimeStamp({ ...given, unsorted: true });
      return { status: 200, octets: sequence(sequence(integer(0)), token) };
    };
    expect(await open().stamp(sha256)).toEqual({ kind: 'unavailable', detail: `${server.host}: token-not-sound` });
  });

  test('but one with extensions that need not be understood is', async () => {
    answer = answerAsQualified(tsa, () => TEST_NOW);
    expect(await open().stamp(sha256)).toMatchObject({ kind: 'stamped' });
  });

  test('a policy that was not asked for', async () => {
    expect(await open({ policy: '1.3.6.1.4.1.32473.1.9' }).stamp(sha256)).toMatchObject({ kind: 'unavailable' });
    expect(await open({ policy: TEST_POLICY }).stamp(sha256)).toMatchObject({ kind: 'stamped' });
  });

  test('more than there is room for', async () => {
    expect(await open({ maxBytes: 200 }).stamp(sha256)).toEqual({
      kind: 'unavailable',
      detail: `${server.host}: token-too-large`,
    });
  });
});

describe('BER with indefinite lengths and strings in pieces', () => {
  const answered = async (asked: Asked, spell: (response: DerNode) => Uint8Array): Promise<Uint8Array> => {
    const { imprint, nonce } = readRequest(asked.body);
    const token = await testToken(tsa, imprint, { nonce });
    return spell(readDer(sequence(sequence(integer(0)), token)));
  };
  const SPELLINGS: readonly (readonly [string, (response: DerNode) => Uint8Array])[] = [
    ['around the token alone', (response) => toBer(response, { below: 1 })],
    ['in the token, down to its certificates and what it signs', (response) => toBer(response, { below: 7 })],
    [
      'in the token, in an answer in DER',
      ({ children }) => sequence(sequence(integer(0)), ...children.slice(1).map((token) => toBer(token))),
    ],
  ];

  test.each(SPELLINGS)('%s: the token is taken as the one that DER writes', async (_name, spell) => {
    answer = async (asked) => ({ status: 200, octets: await answered(asked, spell) });
    const taken = await open().stamp(sha256);
    if (taken.kind !== 'stamped') throw new Error(taken.detail);
    expect(await isTokenAsBuilt(taken.token, [root.der])).toBe(true);
  });

  test('with something behind it', async () => {
    const behind = (response: DerNode) => Uint8Array.of(...toBer(response), 5, 0);
    answer = async (asked) => ({ status: 200, octets: await answered(asked, behind) });
    expect(await open().stamp(sha256)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('several authorities', () => {
  test('the next one is asked where one gives nothing', async () => {
    const down = await openWebServer(() => ({ status: 404, octets: new Uint8Array() }));
    const stamps = open({ addresses: [`http://${down.host}/`, `http://${server.host}/tsa`] });
    expect(await stamps.stamp(sha256)).toMatchObject({ kind: 'stamped' });
    expect([down.asked.length, server.asked.length]).toEqual([1, 1]);
    await down.close();
  });

  test('one that is away is tried again, until its circuit opens for a while', async () => {
    answer = () => ({ status: 503, octets: new Uint8Array() });
    const stamps = open();
    for (let round = 0; round < 2; round += 1) await stamps.stamp(sha256);
    const tries = server.asked.length;
    expect(tries).toBe(6);
    expect(await stamps.stamp(sha256)).toEqual({ kind: 'unavailable', detail: `${server.host}: circuit-open` });
    expect(server.asked).toHaveLength(tries);
  });

  test('one that hangs costs no more than its time', async () => {
    answer = () => 'hang';
    expect(await open({ timeoutMs: 100 }).stamp(sha256)).toMatchObject({ detail: `${server.host}: timed-out` });
  });

  test('who stamps is not known while none answers', async () => {
    answer = () => 'break';
    expect(await open().certificates()).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readDer } from '#core/asn1/der.ts';
import { octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { readExtensions } from '#core/x509/extensions.ts';
import { createCircuitBreaker } from '../../../server/outbound/circuit-breaker.ts';
import { openKeptAnswers } from '../../../server/outbound/revocation/kept-answers.ts';
import { openOnlineRevocationSource } from '../../../server/outbound/revocation/online-revocation-source.ts';
import type { RevocationMaterial } from '../../../server/ports/revocation-source.ts';
import { openSqliteStore, type SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { revocationExtensions } from '../../support/path-extensions.ts';
import {
  issueCrl,
  issueOcsp,
  LEAF_EXTENSIONS,
  type OcspRecipe,
  TEST_NOW,
  type TestCertificate,
  testLeaf,
  testRoot,
} from '../../support/pki.ts';
import { type Asked, openWebServer, type WebAnswer, type WebServer } from '../../support/web-server.ts';

/** Real servers on the loopback, which only these tests allow. */

let root: TestCertificate;
let stranger: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'online-root' });
  stranger = await testRoot({ name: 'online-stranger', commonName: 'TEST online-root' });
});

let folder: string;
let store: SqliteStore;
let time: string;
let server: WebServer;
let answers: Record<string, (asked: Asked) => WebAnswer | Promise<WebAnswer>>;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-online-'));
  time = TEST_NOW;
  store = openSqliteStore({ file: path.join(folder, 'store.sqlite'), now: () => time });
  answers = {};
  server = await openWebServer((asked) => answers[asked.path]?.(asked) ?? { status: 404, octets: new Uint8Array() });
});
afterEach(async () => {
  await server.close();
  store.close();
  rmSync(folder, { recursive: true });
});

const octets = (bytes: Uint8Array): WebAnswer => ({ status: 200, octets: bytes });
const seal = (...paths: readonly string[]) => {
  const at = (word: string) =>
    paths.filter((each) => each.startsWith(word)).map((each) => `http://${server.host}${each}`);
  return testLeaf(root, {
    extensions: [...LEAF_EXTENSIONS, ...revocationExtensions({ crl: at('/crl'), ocsp: at('/ocsp') })],
  });
};

function open(overrides: { readonly hosts?: readonly string[]; readonly timeoutMs?: number } = {}) {
  const slept: number[] = [];
  const source = openOnlineRevocationSource({
    policy: { hosts: overrides.hosts ?? [server.host], allowPrivateAddresses: true },
    breaker: createCircuitBreaker({ failures: 2, pauseMs: 60_000, now: () => Date.parse(time) }),
    cache: openKeptAnswers({ answers: store.revocationAnswers, now: () => Date.parse(time) }),
    now: () => time,
    sleep: async (ms) => void slept.push(ms),
    timeoutMs: overrides.timeoutMs ?? 20_000,
    randomBytes: (count) => new Uint8Array(count).fill(7),
  });
  const find = (certificate: TestCertificate): Promise<RevocationMaterial> =>
    source.find({ certificate: certificate.der, issuer: root.der, at: time });
  return { find, slept };
}

const namesSha256 = (body: Uint8Array) => Buffer.from(body).includes(Buffer.from(oid(OID.sha256)));

/** An answer to the request as asked, by the issuer itself unless the recipe says otherwise. */
const ocspOf =
  (certificate: TestCertificate, recipe: Partial<OcspRecipe> = {}) =>
  ({ body }: Asked): WebAnswer => {
    const isSha256 = namesSha256(body);
    const idDigest = isSha256 ? { name: 'sha256', oid: OID.sha256 } : { name: 'sha1', oid: OID.sha1 };
    return octets(issueOcsp({ responder: root, issuer: root, certificate, idDigest, ...recipe }));
  };

const nonceOf = (body: Uint8Array) => {
  const tbs = readDer(body).children[0];
  return readExtensions(tbs?.children[1]?.children[0]).get(OID.ocspNonce)?.value ?? null;
};

it('asks nobody unless the host is named', async () => {
  const signer = await seal('/crl', '/ocsp');
  expect(await open({ hosts: [] }).find(signer)).toEqual({ crls: [], ocsps: [] });
  expect(await open({ hosts: ['127.0.0.1'] }).find(signer)).toEqual({ crls: [], ocsps: [] });
  expect(server.asked).toEqual([]);
});

it('gives the answer of the responder that the certificate names, and leaves its lists alone', async () => {
  const signer = await seal('/crl', '/ocsp');
  const crl = await issueCrl({ signer: root });
  answers = { '/crl': () => octets(crl), '/ocsp': ocspOf(signer) };
  const found = await open().find(signer);
  expect([found.crls.length, found.ocsps.length]).toEqual([0, 1]);
  expect(server.asked.map((asked) => asked.path)).toEqual(['/ocsp']);
  const question = server.asked.find(({ method }) => method === 'POST');
  expect(nonceOf(question?.body ?? new Uint8Array())).toEqual(octetString(new Uint8Array(32).fill(7)));
});

it('asks again with SHA-1 where a responder knows nothing else', async () => {
  const signer = await seal('/ocsp');
  const refusal = sequence(tlv(0x0a, Uint8Array.of(1)));
  const answer = ocspOf(signer);
  answers = {
    '/ocsp': (asked) => (namesSha256(asked.body) ? octets(refusal) : answer(asked)),
  };
  expect((await open().find(signer)).ocsps).toHaveLength(1);
  expect(server.asked).toHaveLength(2);
});

it('asks the next address of a kind only where the first gives nothing', async () => {
  const signer = await seal('/crl-1', '/crl-2', '/crl-3');
  const crl = await issueCrl({ signer: root });
  answers = { '/crl-2': () => octets(crl), '/crl-3': () => octets(crl) };
  expect((await open().find(signer)).crls).toEqual([crl]);
  expect(server.asked.map((asked) => asked.path)).toEqual(['/crl-1', '/crl-2']);
});

it('asks the next responder, and then the lists, where nobody gives an answer that proves itself', async () => {
  const signer = await seal('/ocsp-1', '/ocsp-2', '/crl-1', '/crl-2');
  const crl = await issueCrl({ signer: root });
  answers = { '/ocsp-1': ocspOf(signer, { responder: stranger }), '/crl-2': () => octets(crl) };
  const { find } = open();
  expect(await find(signer)).toEqual({ crls: [crl], ocsps: [] });
  expect(server.asked.map((asked) => asked.path)).toEqual(['/ocsp-1', '/ocsp-2', '/crl-1', '/crl-2']);
  time = '2026-03-01T08:01:00.000Z';
  answers = { '/ocsp-2': ocspOf(signer) };
  const found = await find(signer);
  // The list that was kept goes along: it might prove what the answer passes over.
  expect([found.crls, found.ocsps.length]).toEqual([[crl], 1]);
});

it('asks the others of a kind where all that is kept of the first is out of date', async () => {
  const signer = await seal('/ocsp-1', '/ocsp-2');
  answers = { '/ocsp-1': ocspOf(signer) };
  const { find } = open();
  const first = await find(signer);
  time = '2026-03-08T00:00:00.000Z';
  const day = { thisUpdate: '20260307000000Z', nextUpdate: '20260309000000Z' };
  answers = { '/ocsp-2': ocspOf(signer, day) };
  const second = await find(signer);
  expect([first.ocsps.length, second.ocsps.length]).toEqual([1, 1]);
  expect(second.ocsps).not.toEqual(first.ocsps);
});

it('finds what proves a revocation as well', async () => {
  const signer = await seal('/crl');
  const crl = await issueCrl({ signer: root, revoked: [{ serial: 4711, at: '2026-02-01T00:00:00Z' }] });
  answers = { '/crl': () => octets(crl) };
  expect((await open().find(signer)).crls).toEqual([crl]);
});

type Made = WebAnswer | ((asked: Asked) => WebAnswer);

describe('unreachable: no answer that proves itself is given on or kept', () => {
  const nonce = (value: number) =>
    sequence(sequence(oid(OID.ocspNonce), octetString(octetString(new Uint8Array(32).fill(value)))));

  it.each<[string, string, (signer: TestCertificate) => Made | Promise<Made>]>([
    ['a list of another CA of that name', '/crl', async () => octets(await issueCrl({ signer: stranger }))],
    [
      'a list out of date',
      '/crl',
      async () => octets(await issueCrl({ signer: root, nextUpdate: '2026-02-28T12:00:00Z' })),
    ],
    [
      'a list of tomorrow',
      '/crl',
      async () => octets(await issueCrl({ signer: root, thisUpdate: '2026-03-02T00:00:00Z' })),
    ],
    ['a list that is none', '/crl', () => octets(new Uint8Array([1, 2, 3]))],
    ['an answer signed by another CA', '/ocsp', (signer) => ocspOf(signer, { responder: stranger })],
    [
      'an answer signed by the certificate itself',
      '/ocsp',
      (signer) => ocspOf(signer, { responder: signer, certificates: [signer] }),
    ],
    ['an answer about another certificate', '/ocsp', async () => ocspOf(await testLeaf(root, { serial: 12 }))],
    ['an answer to another question', '/ocsp', (signer) => ocspOf(signer, { extensions: nonce(8) })],
    ['an answer out of date', '/ocsp', (signer) => ocspOf(signer, { nextUpdate: '20260228120000Z' })],
    ['an answer of not knowing', '/ocsp', (signer) => ocspOf(signer, { status: tlv(0x82) })],
    ['an answer that is none', '/ocsp', () => octets(new Uint8Array([1, 2, 3]))],
    ['not found', '/crl-none', () => octets(new Uint8Array())],
  ])('%s', async (_what, address, make) => {
    const signer = await seal(address);
    const made = await make(signer);
    if (address !== '/crl-none') answers = { [address]: typeof made === 'function' ? made : () => made };
    const { find } = open();
    await expect(find(signer)).rejects.toMatchObject({ code: 'revocation-unreachable' });
    const before = server.asked.length;
    await expect(find(signer)).rejects.toMatchObject({ code: 'revocation-unreachable' });
    expect(server.asked).toHaveLength(before);
    time = '2026-03-01T08:01:00.000Z';
    await expect(find(signer)).rejects.toMatchObject({ code: 'revocation-unreachable' });
    expect(server.asked.length).toBeGreaterThan(before);
  });

  it('an answer by a clock that is a second ahead is taken', async () => {
    const signer = await seal('/ocsp');
    answers = { '/ocsp': ocspOf(signer, { thisUpdate: '20260301080001Z' }) };
    expect((await open().find(signer)).ocsps).toHaveLength(1);
  });

  it('an answer that repeats the question’s nonce is taken', async () => {
    const signer = await seal('/ocsp');
    answers = { '/ocsp': ocspOf(signer, { extensions: nonce(7) }) };
    expect((await open().find(signer)).ocsps).toHaveLength(1);
  });
});

describe('keeps what it fetched', () => {
  it('until its next update, over a restart too, and gives it when nothing newer can be had', async () => {
    const signer = await seal('/crl');
    const crl = await issueCrl({ signer: root });
    answers = { '/crl': () => octets(crl) };
    const first = await open().find(signer);
    const before = server.asked.length;
    expect(await open().find(signer)).toEqual(first);
    expect(server.asked).toHaveLength(before);
    time = '2026-03-07T00:00:01.000Z';
    answers = {};
    expect(await open().find(signer)).toEqual(first);
    expect(server.asked.length).toBeGreaterThan(before);
    const renewed = await issueCrl({
      signer: root,
      thisUpdate: '2026-03-06T00:00:00Z',
      nextUpdate: '2026-03-20T00:00:00Z',
    });
    answers = { '/crl': () => octets(renewed) };
    expect((await open().find(signer)).crls).toEqual([renewed]);
  });
});

it('asks once for all who ask at the same time', async () => {
  const signer = await seal('/crl');
  const crl = await issueCrl({ signer: root });
  answers = { '/crl': () => octets(crl) };
  const { find } = open();
  const all = await Promise.all(Array.from({ length: 20 }, () => find(signer)));
  expect(all).toEqual(Array(20).fill({ crls: [crl], ocsps: [] }));
  expect(server.asked).toHaveLength(1);
});

describe('a host that fails', () => {
  it('is asked again with growing pauses', async () => {
    const signer = await seal('/crl');
    const crl = await issueCrl({ signer: root });
    let tries = 0;
    answers = {
      '/crl': () => {
        tries += 1;
        return tries < 3 ? { status: 503, octets: new Uint8Array() } : octets(crl);
      },
    };
    const { find, slept } = open();
    expect((await find(signer)).crls).toEqual([crl]);
    expect(slept).toEqual([200, 600]);
  });

  it('is not asked again for what it will not say', async () => {
    const signer = await seal('/crl');
    await expect(open().find(signer)).rejects.toMatchObject({ code: 'revocation-unreachable' });
    expect(server.asked).toHaveLength(1);
  });

  it('is not asked while its circuit is open: several failures in a row open it for a pause', async () => {
    const signer = await seal('/crl');
    answers = { '/crl': () => 'break' };
    const { find } = open();
    for (let index = 0; index < 3; index += 1)
      await expect(find(signer)).rejects.toMatchObject({ code: 'revocation-unreachable' });
    expect(server.asked).toHaveLength(6);
    await expect(find(signer)).rejects.toThrow('crl-circuit-open');
    time = '2026-03-01T08:01:01.000Z';
    const crl = await issueCrl({ signer: root });
    answers = { '/crl': () => octets(crl) };
    expect((await find(signer)).crls).toEqual([crl]);
  });

  it('that never answers costs no more than its time', async () => {
    const signer = await seal('/crl');
    answers = { '/crl': () => 'hang' };
    await expect(open({ timeoutMs: 50 }).find(signer)).rejects.toThrow('crl-timed-out');
  });
});

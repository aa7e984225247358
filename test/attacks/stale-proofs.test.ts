import { beforeAll, describe, expect, test } from '@jest/globals';
import * as asn1js from 'asn1js';
import { contextTag, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { judgeSignatures } from '#core/validation/judge-signatures.ts';
import { LAYER } from '#core/validation/layers.ts';
import type { RevocationMaterial } from '#core/validation/validation.ts';
import {
  CA_EXTENSIONS,
  type CrlRecipe,
  issueCrl,
  issueOcsp,
  LEAF_EXTENSIONS,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  type TestExtension,
  testKey,
  testLeaf,
  testRoot,
} from '../support/pki.ts';
import { inStore, signatureItem, stampItem, timeStampLeaf } from '../support/signed-items.ts';

/**
 * Revocation data that are genuine and say less than they seem to: out of date, lifted by nobody, given by a key that was
 * lost. Judged on 2026-03-01; the signature is proven for 2026-02-10 where it bears a time-stamp.
 */
const SIGNER = 601;
const STAMPED = '2026-02-10T00:00:00Z';
let root: TestCertificate;
let stampRoot: TestCertificate;
let leaf: TestCertificate;
let sub: TestCertificate;
let below: TestCertificate;
let tsa: TestCertificate;
let stampList: Uint8Array;
beforeAll(async () => {
  root = await testRoot({ name: 'stale-root' });
  stampRoot = await testRoot({ name: 'stale-stamp-root' });
  leaf = await testLeaf(root, { serial: SIGNER });
  sub = await testLeaf(root, {
    key: testKey('p-256', 'stale-sub'),
    commonName: 'TEST stale sub',
    subject: {},
    serial: 602,
    extensions: CA_EXTENSIONS,
  });
  below = await testLeaf(sub, { serial: SIGNER });
  tsa = await timeStampLeaf(stampRoot, 603);
  stampList = await issueCrl({ signer: stampRoot });
});

const stamp = () => stampItem(tsa, STAMPED, LAYER.besideSignature(0));

type Case = {
  readonly signer?: readonly Uint8Array[];
  readonly stamped?: boolean;
  readonly held?: Partial<RevocationMaterial>;
  readonly found?: Partial<RevocationMaterial>;
  /** Vouches for time-stamps. */
  readonly anchor?: Uint8Array;
};

async function judge({ signer = [leaf.der], stamped = false, held = {}, found = {}, anchor = stampRoot.der }: Case) {
  const data = {
    items: [signatureItem(signer, stamped ? [stamp()] : [])],
    certificates: [],
    crls: (held.crls ?? []).map((der) => inStore(der)),
    ocsps: (held.ocsps ?? []).map((der) => inStore(der)),
  };
  const [judged] = await judgeSignatures(data, {
    anchors: [
      { certificate: root.der, purposes: ['sealing'] },
      { certificate: anchor, purposes: ['time-stamping'] },
    ],
    at: TEST_NOW,
    found: { crls: [stampList, ...(found.crls ?? [])], ocsps: found.ocsps ?? [] },
  });
  if (judged === undefined) throw new Error('nothing was judged');
  return judged;
}

const list = (more: Partial<CrlRecipe> = {}) => issueCrl({ signer: root, ...more });
const revoked = (at: string, reason: number, extensions: readonly TestExtension[] = []) => [
  { serial: SIGNER, at, reason, extensions },
];
const invalidSince = (at: string): TestExtension => ({
  oid: OID.invalidityDate,
  critical: false,
  value: new asn1js.GeneralizedTime({ valueDate: new Date(at) }),
});

describe('a key that was lost before its certificate was revoked', () => {
  const embeddedGood = () => list({ thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-12T00:00:00Z' });

  test('proves nothing from the moment of its loss on, by a list', async () => {
    const lost = await list({ revoked: revoked('2026-02-15T00:00:00Z', 1, [invalidSince('2026-02-05T00:00:00Z')]) });
    const held = { crls: [await embeddedGood()] };
    expect(await judge({ stamped: true, held, found: { crls: [lost] } })).toMatchObject({
      trust: 'untrusted',
      revocation: { kind: 'revoked', at: '2026-02-05T00:00:00.000Z' },
    });
    const known = await list({ revoked: revoked('2026-02-15T00:00:00Z', 1) });
    expect(await judge({ stamped: true, held, found: { crls: [known] } })).toMatchObject({ trust: 'trusted' });
  });

  test('and by an OCSP answer', async () => {
    const time = (text: string) => tlv(0x18, new TextEncoder().encode(text));
    const oidOctets = tlv(0x06, Uint8Array.of(0x55, 0x1d, 0x18));
    const answer = issueOcsp({
      ...{ responder: root, issuer: root, certificate: leaf },
      status: tlv(0xa1, time('20260215000000Z'), contextTag(0, tlv(0x0a, Uint8Array.of(1)))),
      singleExtensions: tlv(0x30, tlv(0x30, oidOctets, tlv(0x04, time('20260205000000Z')))),
    });
    const held = { crls: [await embeddedGood()] };
    expect(await judge({ stamped: true, held, found: { ocsps: [answer] } })).toMatchObject({ trust: 'untrusted' });
  });

  test('a date of invalidity after the revocation takes nothing back', async () => {
    const lost = await list({ revoked: revoked('2026-02-05T00:00:00Z', 1, [invalidSince('2026-02-15T00:00:00Z')]) });
    expect(await judge({ stamped: true, found: { crls: [lost] } })).toMatchObject({ trust: 'untrusted' });
  });
});

describe('a hold', () => {
  const hold = () =>
    list({
      thisUpdate: '2026-02-20T00:00:00Z',
      nextUpdate: '2026-02-27T00:00:00Z',
      revoked: revoked('2026-02-19T00:00:00Z', 6),
    });
  const answer = (thisUpdate: string) =>
    issueOcsp({ responder: root, issuer: root, certificate: leaf, thisUpdate, nextUpdate: '20260401000000Z' });

  test('that nothing lifts is not forgotten for an older answer that is still fresh', async () => {
    const found = { crls: [await hold()], ocsps: [answer('20260210000000Z')] };
    expect(await judge({ found })).toMatchObject({ trust: 'unknown', revocation: { kind: 'unknown' } });
  });

  test('is lifted by a newer one', async () => {
    const found = { crls: [await hold()], ocsps: [answer('20260228000000Z')] };
    expect(await judge({ found })).toMatchObject({ trust: 'trusted' });
  });

  test('leaves alone what is proven to be older', async () => {
    const found = { crls: [await hold()], ocsps: [answer('20260201000000Z')] };
    expect(await judge({ stamped: true, found })).toMatchObject({ trust: 'trusted' });
  });
});

describe('a revocation', () => {
  test('in a list of the future counts: our clock may be the one that is wrong', async () => {
    const early = await list({
      thisUpdate: '2026-03-01T08:05:00Z',
      revoked: revoked('2026-02-15T00:00:00Z', 1),
    });
    expect(await judge({ found: { crls: [early, await list()] } })).toMatchObject({
      trust: 'untrusted',
      revocation: { kind: 'revoked' },
    });
  });

  test('that is still to come says nothing of the time after the list', async () => {
    const found = {
      crls: [
        await list({
          thisUpdate: '2026-02-01T00:00:00Z',
          nextUpdate: '2026-02-08T00:00:00Z',
          revoked: revoked('2030-01-01T00:00:00Z', 1),
        }),
      ],
    };
    expect(await judge({ found })).toMatchObject({ trust: 'unknown' });
  });

  test('by a CA that was itself revoked since proves no good time before it', async () => {
    const ofSub = await list({ revoked: [{ serial: 602, at: '2026-02-20T00:00:00Z', reason: 2 }] });
    const goodThen = await list({ thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-12T00:00:00Z' });
    const forged = await issueCrl({ signer: sub, revoked: revoked('2030-01-01T00:00:00Z', 1) });
    const signer = [below.der, sub.der];
    const held = { crls: [goodThen] };
    expect(await judge({ signer, stamped: true, held, found: { crls: [ofSub, forged] } })).toMatchObject({
      trust: 'unknown',
      subIndication: 'NO_POE',
    });
  });
});

test('what is signed a moment after one has asked counts as of now, what is of later does not', async () => {
  const asked = async (thisUpdate: string) => judge({ found: { crls: [await list({ thisUpdate })] } });
  expect(await asked('2026-03-01T08:00:02Z')).toMatchObject({ trust: 'trusted' });
  expect(await asked('2026-03-01T08:02:00Z')).toMatchObject({ trust: 'unknown' });
});

test('an answer by a responder that is on the list is none, although its certificate asks for no check', async () => {
  const responder = await testLeaf(root, {
    key: testKey('p-256', 'stale-responder'),
    commonName: 'TEST stale responder',
    subject: {},
    serial: 604,
    extensions: [
      ...LEAF_EXTENSIONS,
      purposeExtension(OID.ocspSigning),
      { oid: OID.ocspNoCheck, critical: false, value: new asn1js.Null() },
    ],
  });
  const ocsps = [issueOcsp({ responder, issuer: root, certificate: leaf, certificates: [responder] })];
  expect(await judge({ found: { ocsps } })).toMatchObject({ trust: 'trusted' });
  const stale = await list({
    thisUpdate: '2026-02-01T00:00:00Z',
    nextUpdate: '2026-02-08T00:00:00Z',
    revoked: [{ serial: 604, at: '2026-01-20T00:00:00Z', reason: 1 }],
  });
  expect(await judge({ found: { crls: [stale], ocsps } })).toMatchObject({ trust: 'unknown' });
});

test('an authority that is itself on the trust list proves nothing: nobody could revoke it', async () => {
  const found = { crls: [await list()] };
  expect(await judge({ stamped: true, found })).toMatchObject({ provenAt: '2026-02-10T00:00:00.000Z' });
  expect(await judge({ stamped: true, found, anchor: tsa.der })).toMatchObject({ provenAt: null });
});

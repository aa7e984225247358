import { beforeAll, expect, test } from '@jest/globals';
import { OID } from '#core/asn1/oids.ts';
import { currentStatement } from '#core/revocation/current-statement.ts';
import { openRevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import {
  issueCrl,
  issueOcsp,
  LEAF_EXTENSIONS,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
} from '../../support/pki.ts';

/** Judged on 2026-03-01; lists and answers hold from 02-28 to 03-07 unless they say otherwise. */
const SIGNER = 701;
let root: TestCertificate;
let leaf: TestCertificate;
let list: Uint8Array;
beforeAll(async () => {
  root = await testRoot({ name: 'current-root' });
  leaf = await testLeaf(root, { serial: SIGNER });
  list = await issueCrl({ signer: root });
});

const answer = (more: object = {}) => issueOcsp({ responder: root, issuer: root, certificate: leaf, ...more });
const atHand = (der: Uint8Array) => ({ der, layer: null });

async function current(crls: readonly Uint8Array[], ocsps: readonly Uint8Array[]) {
  const knowledge = openRevocationKnowledge({ crls: crls.map(atHand), ocsps: ocsps.map(atHand) });
  return currentStatement(knowledge, { certificate: leaf.der, issuer: root.der }, Date.parse(TEST_NOW));
}

test('is the newest in force, and of equally new ones the answer', async () => {
  const [old, equal] = [answer({ thisUpdate: '20260227000000Z' }), answer()];
  expect((await current([list], [old]))?.der).toBe(list);
  expect((await current([list], [old, equal]))?.der).toBe(equal);
});

test('is not one that has run out, and one that says revoked', async () => {
  const stale = answer({ thisUpdate: '20260228120000Z', nextUpdate: '20260228180000Z' });
  expect(await current([], [stale, Uint8Array.of(1)])).toBeNull();
  const revoking = await issueCrl({
    signer: root,
    revoked: [{ serial: SIGNER, at: '2026-02-15T00:00:00Z', reason: 1 }],
  });
  expect(await current([revoking], [])).toMatchObject({ source: 'crl', revocation: { reason: 'keyCompromise' } });
});

test('an answer of a responder that must prove itself counts beside the list that proves it', async () => {
  const responder = await testLeaf(root, {
    ...{ key: testKey('p-256', 'current-responder'), commonName: 'TEST responder', subject: {}, serial: 77 },
    extensions: [...LEAF_EXTENSIONS, purposeExtension(OID.ocspSigning)],
  });
  const delegated = answer({ responder, certificates: [responder], thisUpdate: '20260228120000Z' });
  expect(await current([], [delegated])).toBeNull();
  expect((await current([list], [delegated]))?.der).toBe(delegated);
});

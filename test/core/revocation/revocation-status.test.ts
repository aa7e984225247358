import { beforeAll, describe, expect, it } from '@jest/globals';
import * as asn1js from 'asn1js';
import { OID } from '#core/asn1/oids.ts';
import { revocationStatus } from '#core/revocation/revocation-status.ts';
import {
  type CrlRecipe,
  caExtension,
  issueCrl,
  TEST_NOW,
  type TestCertificate,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../support/pki.ts';

const SERIAL = 77;
let root: TestCertificate;
let leaf: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'crl-root' });
  leaf = await testLeaf(root, { serial: SERIAL });
});

const ask = (crl: Uint8Array | null, issuer = root, certificate = leaf) =>
  revocationStatus({ crl, certificate: certificate.der, issuer: issuer.der, at: TEST_NOW });
const askList = async (recipe: Partial<CrlRecipe>) => ask(await issueCrl({ signer: root, ...recipe }));
const entry = { serial: SERIAL, at: '2026-02-10T09:30:00Z' };
const critical = (oid: string) => ({ oid, critical: true, value: new asn1js.Integer({ value: 1 }) });

describe('good', () => {
  it('says since when that was known', async () => {
    expect(await askList({})).toEqual({ kind: 'good', source: 'crl', asOf: '2026-02-28T00:00:00.000Z' });
  });

  it('when only others are revoked', async () => {
    expect(await askList({ revoked: [{ ...entry, serial: 78 }] })).toMatchObject({ kind: 'good' });
  });

  it('at both ends of the list’s time', async () => {
    expect(await askList({ thisUpdate: TEST_NOW })).toMatchObject({ kind: 'good' });
    expect(await askList({ nextUpdate: TEST_NOW })).toMatchObject({ kind: 'good' });
  });
});

describe('revoked', () => {
  it.each([
    [0, 'unspecified'],
    [1, 'keyCompromise'],
    [4, 'superseded'],
    [6, 'certificateHold'],
    [9, 'privilegeWithdrawn'],
  ])('with reason %d, %s', async (reason, name) => {
    expect(await askList({ revoked: [{ ...entry, reason }] })).toEqual({
      kind: 'revoked',
      at: '2026-02-10T09:30:00.000Z',
      reason: name,
    });
  });

  it('without a reason', async () => {
    expect(await askList({ revoked: [entry] })).toMatchObject({ kind: 'revoked', reason: 'unspecified' });
  });

  it('by a list that is out of date: only a hold can be lifted', async () => {
    const stale = { nextUpdate: '2026-02-28T12:00:00Z' };
    expect(await askList({ ...stale, revoked: [{ ...entry, reason: 1 }] })).toMatchObject({ kind: 'revoked' });
    expect(await askList({ ...stale, revoked: [{ ...entry, reason: 6 }] })).toMatchObject({ kind: 'unknown' });
  });
});

it('good by a list of a moment later: it is signed after one has asked, and clocks differ', async () => {
  expect(await askList({ thisUpdate: '2026-03-01T08:01:00Z' })).toMatchObject({ kind: 'good' });
});

describe('unknown', () => {
  it('without a list', async () => {
    expect(await ask(null)).toEqual({ kind: 'unknown', detail: 'no-crl' });
  });

  it.each([
    ['crl-stale', { nextUpdate: '2026-03-01T07:59:59Z' }],
    ['crl-without-next-update', { nextUpdate: null }],
    ['crl-not-yet-valid', { thisUpdate: '2026-03-01T08:01:01Z' }],
    ['crl-delta', { extensions: [critical(OID.deltaCrlIndicator)] }],
    ['crl-partial-or-indirect', { extensions: [critical(OID.issuingDistributionPoint)] }],
    ['crl-unknown-critical-extension', { extensions: [critical('1.2.3.4')] }],
    [
      'crl-unknown-critical-extension',
      { revoked: [{ serial: 5, at: '2026-02-10T09:30:00Z', extensions: [critical(OID.certificateIssuer)] }] },
    ],
  ] as const)('%s', async (detail, recipe) => {
    expect(await askList(recipe)).toEqual({ kind: 'unknown', detail });
  });

  it('crl-foreign: a list of another issuer, or a certificate of one', async () => {
    const other = await testRoot({ name: 'crl-other' });
    const foreign = await issueCrl({ signer: other });
    expect(await ask(foreign)).toEqual({ kind: 'unknown', detail: 'crl-foreign' });
    expect(await ask(foreign, other)).toEqual({ kind: 'unknown', detail: 'crl-foreign' });
  });

  it('crl-signature-wrong: a list in the issuer’s name by another key', async () => {
    const impostor = await testRoot({ name: 'crl-impostor', commonName: 'TEST crl-root' });
    expect(await ask(await issueCrl({ signer: impostor }))).toEqual({ kind: 'unknown', detail: 'crl-signature-wrong' });
  });

  it('crl-signature-wrong: an entry taken out', async () => {
    const crl = await issueCrl({ signer: root, revoked: [entry] });
    const changed = crl.slice();
    changed[Buffer.from(changed).indexOf(Buffer.of(2, 1, SERIAL)) + 2] = 78;
    expect(await ask(changed)).toEqual({ kind: 'unknown', detail: 'crl-signature-wrong' });
  });

  it('issuer-may-not-sign-crls', async () => {
    const extensions = [caExtension(true), usageExtension('keyCertSign')];
    const issuer = await testRoot({ name: 'crl-certificates-only', extensions });
    const certificate = await testLeaf(issuer);
    expect(await ask(await issueCrl({ signer: issuer }), issuer, certificate)).toEqual({
      kind: 'unknown',
      detail: 'issuer-may-not-sign-crls',
    });
  });

  it('crl-algorithm-refused: SHA-1', async () => {
    const issuer = await testRoot({ name: 'crl-sha1', key: testKey('rsa-3072', 'root') });
    const certificate = await testLeaf(issuer);
    expect(await ask(await issueCrl({ signer: issuer, digest: 'SHA-1' }), issuer, certificate)).toEqual({
      kind: 'unknown',
      detail: 'crl-algorithm-refused',
    });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['an empty SEQUENCE', Uint8Array.of(0x30, 0)],
    ['text', new TextEncoder().encode('-----BEGIN X509 CRL-----')],
  ])('crl-malformed: %s', async (_what, bytes) => {
    expect(await ask(bytes)).toEqual({ kind: 'unknown', detail: 'crl-malformed' });
  });
});

it('never calls a changed byte good, and never throws', async () => {
  const crl = await issueCrl({ signer: root, revoked: [{ ...entry, serial: 78, reason: 1 }] });
  for (let at = 0; at < crl.length; at += 3) {
    const changed = crl.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x01;
    expect(await ask(changed)).toMatchObject({ kind: 'unknown' });
  }
});

it('finds one certificate among thousands', async () => {
  const revoked = Array.from({ length: 3000 }, (_, index) => ({ serial: index + 1000, at: '2026-02-10T09:30:00Z' }));
  expect(await askList({ revoked })).toMatchObject({ kind: 'good' });
  expect(await askList({ revoked: [...revoked, entry] })).toMatchObject({ kind: 'revoked' });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as asn1js from 'asn1js';
import { contextTag, octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { type OcspRequest, ocspStatus } from '#core/revocation/ocsp-status.ts';
import {
  issueCrl,
  issueOcsp,
  type OcspRecipe,
  pem,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  type TestExtension,
  testKey,
  testLeaf,
  testRoot,
  usageExtension,
} from '../../support/pki.ts';
import { hasTool } from '../../support/tools.ts';

const NO_CHECK: TestExtension = { oid: OID.ocspNoCheck, critical: false, value: new asn1js.Null() };
const APPOINTED = purposeExtension(OID.ocspSigning);

let root: TestCertificate;
let leaf: TestCertificate;
let responder: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'root', key: testKey('rsa-3072', 'root') });
  leaf = await testLeaf(root, { serial: 1001 });
  responder = await appoint([APPOINTED, NO_CHECK]);
});

const appoint = (extensions: readonly TestExtension[], issuer = root, more: object = {}) =>
  testLeaf(issuer, { key: testKey('p-256', 'ocsp'), commonName: 'TEST OCSP', extensions, serial: 77, ...more });
/** Another CA of the same name. */
const rsaTwin = () => testRoot({ name: 'twin', key: testKey('rsa-2048', 'twin'), commonName: 'TEST root' });
const ask = (recipe: Partial<OcspRecipe> = {}, request: Partial<OcspRequest> = {}) =>
  ocspStatus({
    response: issueOcsp({ responder: root, issuer: root, certificate: leaf, ...recipe }),
    certificate: leaf.der,
    issuer: root.der,
    at: TEST_NOW,
    ...request,
  });
const delegated = (by: TestCertificate, request: Partial<OcspRequest> = {}) =>
  ask({ responder: by, certificates: [by] }, request);
const time = (text: string) => tlv(0x18, new TextEncoder().encode(text));
const revoked = (reason: number) => tlv(0xa1, time('20260115000000Z'), contextTag(0, tlv(0x0a, Uint8Array.of(reason))));

describe('an answer by the issuer itself', () => {
  it.each([
    ['SHA-1', { name: 'sha1', oid: OID.sha1 }, false],
    ['SHA-256', { name: 'sha256', oid: OID.sha256 }, true],
  ])('is good (CertID by %s)', async (_name, idDigest, byKey) => {
    expect(await ask({ idDigest, byKey })).toEqual({ kind: 'good', source: 'ocsp', asOf: '2026-02-28T00:00:00.000Z' });
  });

  it('is revoked, with its time and reason', async () => {
    const expected = { kind: 'revoked', at: '2026-01-15T00:00:00.000Z', reason: 'keyCompromise' };
    expect(await ask({ status: revoked(1) })).toEqual(expected);
    const bare = await ask({ status: tlv(0xa1, time('20260115000000Z')) });
    expect(bare).toMatchObject({ kind: 'revoked', reason: 'unspecified' });
  });

  it('that is out of date still proves a revocation, but for a hold', async () => {
    expect(await ask({ status: revoked(1), nextUpdate: '20260228120000Z' })).toMatchObject({ kind: 'revoked' });
    expect(await ask({ status: revoked(6), nextUpdate: '20260228120000Z' })).toMatchObject({ detail: 'ocsp-stale' });
    expect(await ask({ status: revoked(6) })).toMatchObject({ kind: 'revoked', reason: 'certificateHold' });
  });
});

describe('nothing is learnt', () => {
  const critical = (type: string) => sequence(sequence(oid(type), tlv(1, Uint8Array.of(0xff)), octetString(tlv(5))));
  const nonce = sequence(sequence(oid(OID.ocspNonce), octetString(octetString(Uint8Array.of(1, 2, 3)))));

  it.each<[string, Partial<OcspRecipe>]>([
    ['ocsp-stale', { nextUpdate: '20260228120000Z' }],
    ['ocsp-without-next-update', { nextUpdate: null }],
    ['ocsp-not-yet-valid', { thisUpdate: '20260302000000Z' }],
    ['ocsp-certificate-unknown', { status: tlv(0x82) }],
    ['ocsp-malformed', { status: tlv(0x83) }],
    ['ocsp-malformed', { thisUpdate: '20260230000000Z' }],
    ['ocsp-algorithm-refused', { digest: 'sha1' }],
    ['ocsp-foreign', { idDigest: { name: 'sha256', oid: OID.sha1 } }],
    ['ocsp-unknown-critical-extension', { extensions: critical('2.999.1') }],
    ['ocsp-unknown-critical-extension', { singleExtensions: critical('2.999.1') }],
  ])('%s (%#)', async (detail, recipe) => {
    expect(await ask(recipe)).toEqual({ kind: 'unknown', detail });
  });

  it('from an answer about another certificate, or by another issuer', async () => {
    const neighbour = await testLeaf(root, { serial: 1002 });
    expect(await ask({ certificate: neighbour })).toEqual({ kind: 'unknown', detail: 'ocsp-foreign' });
    const twin = await rsaTwin();
    expect(await ask({ issuer: twin })).toEqual({ kind: 'unknown', detail: 'ocsp-foreign' });
    expect(await ask({ responder: twin })).toEqual({ kind: 'unknown', detail: 'ocsp-signature-wrong' });
  });

  it('from an answer to another nonce', async () => {
    const asked = { nonce: Uint8Array.of(1, 2, 3) };
    expect(await ask({ extensions: nonce }, asked)).toMatchObject({ kind: 'good' });
    expect(await ask({}, asked)).toMatchObject({ kind: 'good' });
    expect(await ask({ extensions: nonce }, { nonce: Uint8Array.of(9) })).toMatchObject({
      detail: 'ocsp-nonce-differs',
    });
  });

  it('from an error, or rubbish', async () => {
    expect(await ask({}, { response: sequence(tlv(0x0a, Uint8Array.of(3))) })).toMatchObject({
      detail: 'ocsp-error-3',
    });
    expect(await ask({}, { response: Uint8Array.of(1, 2, 3) })).toMatchObject({ detail: 'ocsp-malformed' });
  });
});

describe('a delegated responder', () => {
  it('appointed by the issuer and not to be asked about is believed', async () => {
    expect(await delegated(responder)).toMatchObject({ kind: 'good', source: 'ocsp' });
  });

  it('without its certificate is unknown', async () => {
    expect(await ask({ responder })).toEqual({ kind: 'unknown', detail: 'ocsp-responder-unknown' });
  });

  it('that may be asked about needs the issuer’s list', async () => {
    const by = await appoint([APPOINTED, usageExtension('digitalSignature')]);
    expect(await delegated(by)).toMatchObject({ detail: 'ocsp-responder-revocation-unknown' });
    expect(await delegated(by, { crl: await issueCrl({ signer: root }) })).toMatchObject({ kind: 'good' });
    const crl = await issueCrl({ signer: root, revoked: [{ serial: 77, at: '2026-01-01T00:00:00Z' }] });
    expect(await delegated(by, { crl })).toMatchObject({ detail: 'ocsp-responder-revoked' });
  });

  it.each<[string, () => Promise<TestCertificate>]>([
    ['ocsp-responder-not-appointed', () => appoint([NO_CHECK])],
    ['ocsp-responder-not-appointed', () => appoint([purposeExtension(OID.timeStamping), NO_CHECK])],
    ['ocsp-responder-not-appointed', async () => appoint([APPOINTED, NO_CHECK], await rsaTwin())],
    ['ocsp-responder-not-appointed', async () => appoint([APPOINTED, NO_CHECK], await testRoot({ name: 'stranger' }))],
    ['ocsp-responder-key-usage', () => appoint([APPOINTED, NO_CHECK, usageExtension('keyCertSign')])],
    ['ocsp-responder-not-in-force', () => appoint([APPOINTED, NO_CHECK], root, { notAfter: '2026-02-28T12:00:00Z' })],
    [
      'ocsp-responder-unknown-critical-extension',
      () => appoint([APPOINTED, NO_CHECK, { ...NO_CHECK, oid: '2.999.1', critical: true }]),
    ],
  ])('is refused: %s (%#)', async (detail, make) => {
    expect(await delegated(await make())).toEqual({ kind: 'unknown', detail });
  });

  it('whose own certificate signs for itself says nothing about its issuer', async () => {
    expect(await delegated(leaf)).toMatchObject({ detail: 'ocsp-responder-not-appointed' });
  });
});

describe('an answer by openssl', () => {
  const present = hasTool('openssl', 'no OCSP answer of another maker is read');
  (present ? it : it.skip).each(['V', 'R'])('is understood (%s)', async (state) => {
    const folder = mkdtempSync(join(tmpdir(), 'ocsp-'));
    try {
      // openssl answers as of its own now.
      const years = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
      const response = askOpenssl(folder, await appoint([APPOINTED, NO_CHECK], root, years), state);
      const status = await ask({}, { response, at: new Date(Date.now() + 60_000).toISOString() });
      expect(status).toMatchObject(state === 'R' ? { kind: 'revoked', reason: 'keyCompromise' } : { kind: 'good' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** `state` as in the index of `openssl ca`: valid or revoked. */
function askOpenssl(folder: string, signer: TestCertificate, state: string): Uint8Array {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const ca = file('ca.pem', pem('CERTIFICATE', root.der));
  const certificate = file('leaf.pem', pem('CERTIFICATE', leaf.der));
  const signerFile = file('signer.pem', pem('CERTIFICATE', signer.der));
  const key = file('key.pem', signer.key.export({ type: 'pkcs8', format: 'pem' }).toString());
  const revokedAt = state === 'R' ? '260101000000Z,keyCompromise' : '';
  const index = file('index.txt', `${state}\t290101000000Z\t${revokedAt}\t03E9\tunknown\t/CN=TEST seal\n`);
  const out = join(folder, 'answer.der');
  const source = ['-index', index, '-CA', ca, '-rsigner', signerFile, '-rkey', key, '-ndays', '1'];
  const question = ['-issuer', ca, '-cert', certificate, '-noverify', '-respout', out];
  execFileSync('openssl', ['ocsp', ...source, ...question], { stdio: 'ignore' });
  return new Uint8Array(readFileSync(out));
}

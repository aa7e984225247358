/** What openssl makes of our signatures, and we of openssl's. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { revocationStatus } from '#core/revocation/revocation-status.ts';
import { sealEvidence } from '../support/opened-cms.ts';
import { digestsOf, issueCrl, pem, sealDocument, TEST_NOW, type TestPki, testPki } from '../support/pki.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) {
  console.warn('SKIPPED: test/interop/cms-openssl needs the openssl command, which this machine lacks');
}

const document = new TextEncoder().encode('VIN 1M8GDM9AXKP042788\n');
const PADES = { subFilter: 'ETSI.CAdES.detached' };
/** The instant of the tests, in seconds, for openssl's `-attime`. */
const AT_TIME = String(Date.parse(TEST_NOW) / 1000);

(hasOpenssl ? describe : describe.skip)('openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vinseal-openssl-'));
  const file = (name: string) => join(folder, name);
  let pki: TestPki;

  beforeAll(async () => {
    pki = await testPki();
    writeFileSync(file('document'), document);
    writeFileSync(file('root.pem'), pem('CERTIFICATE', pki.root.der));
    for (const name of ['rsa', 'ec'] as const) {
      writeFileSync(file(`${name}.pem`), pem('CERTIFICATE', pki[name].der));
      writeFileSync(file(`${name}.key`), pki[name].key.export({ type: 'pkcs8', format: 'pem' }));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const verify = () =>
    spawnSync('openssl', [
      ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', file('ours.cms')],
      ...['-content', file('document'), '-CAfile', file('root.pem'), '-purpose', 'any', '-attime', AT_TIME],
      ...['-out', file('out')],
    ]);

  it.each(['rsa', 'ec'] as const)('accepts our %s signature with its CAdES attributes', async (name) => {
    writeFileSync(file('ours.cms'), await sealDocument(document, pki[name], [pki.root]));
    const result = verify();
    expect(String(result.stderr)).toContain('successful');
    expect(result.status).toBe(0);
  });

  it('refuses our signature over another document, as we do', async () => {
    writeFileSync(file('ours.cms'), await sealDocument(new Uint8Array([1]), pki.rsa, [pki.root]));
    expect(verify().status).not.toBe(0);
  });

  it.each(['rsa', 'ec'] as const)(
    'makes %s CAdES signatures that verify here, but for their signing-time',
    async (name) => {
      execFileSync('openssl', [
        ...['cms', '-sign', '-cades', '-binary', '-md', 'sha256', '-outform', 'DER', '-in', file('document')],
        ...['-signer', file(`${name}.pem`), '-inkey', file(`${name}.key`), '-certfile', file('root.pem')],
        ...['-out', file('theirs.cms')],
      ]);
      const evidence = await sealEvidence(new Uint8Array(readFileSync(file('theirs.cms'))), digestsOf(document), PADES);
      expect(evidence).toMatchObject({ kind: 'read', intact: true, valid: true, problems: ['signing-time-present'] });
    },
  );

  it('makes RSA-PSS signatures that verify here', async () => {
    execFileSync('openssl', [
      ...['cms', '-sign', '-cades', '-binary', '-md', 'sha384', '-outform', 'DER', '-in', file('document')],
      ...['-signer', file('rsa.pem'), '-inkey', file('rsa.key'), '-keyopt', 'rsa_padding_mode:pss'],
      ...['-out', file('theirs.cms')],
    ]);
    const evidence = await sealEvidence(new Uint8Array(readFileSync(file('theirs.cms'))), digestsOf(document), PADES);
    expect(evidence).toMatchObject({
      valid: true,
      intact: true,
      algorithm: { name: 'RSA-PSS-3072 with SHA-384', policy: 'accepted' },
    });
  });

  it('streams BER unless told otherwise, which is named', async () => {
    execFileSync('openssl', [
      ...['cms', '-sign', '-cades', '-binary', '-stream', '-nodetach', '-outform', 'DER', '-in', file('document')],
      ...['-signer', file('ec.pem'), '-inkey', file('ec.key'), '-out', file('theirs.cms')],
    ]);
    const evidence = await sealEvidence(new Uint8Array(readFileSync(file('theirs.cms'))), digestsOf(document), PADES);
    expect(evidence).toMatchObject({
      kind: 'read',
      problems: expect.arrayContaining(['cms-not-der', 'content-embedded']),
    });
  });

  it.each([
    { revoked: [], status: 0, kind: 'good' },
    { revoked: [{ serial: 1001, at: '2026-02-01T00:00:00Z', reason: 1 }], status: 2, kind: 'revoked' },
  ])('agrees on a list where the certificate is $kind', async ({ revoked, status, kind }) => {
    const crl = await issueCrl({ signer: pki.root, revoked });
    writeFileSync(file('list.pem'), pem('X509 CRL', crl));
    const result = spawnSync('openssl', [
      ...['verify', '-crl_check', '-CAfile', file('root.pem'), '-CRLfile', file('list.pem')],
      ...['-attime', AT_TIME, file('rsa.pem')],
    ]);
    expect(result.status).toBe(status);
    const request = { crl, certificate: pki.rsa.der, issuer: pki.root.der, at: TEST_NOW };
    expect((await revocationStatus(request)).kind).toBe(kind);
  });
});

/** What openssl makes of the development CA's certificates, list and key files. */

import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { certificatePem, certificatesOfPem } from '#core/asn1/pem.ts';
import { createDevelopmentCa } from '../../server/development/development-ca.ts';
import { signDevelopmentCrl } from '../../server/development/development-crl.ts';
import { issueLeaf } from '../../server/development/issue-leaf.ts';
import { addFileKey } from '../../server/keys/file/add-file-key.ts';
import { SIGNING_ALGORITHMS } from '../../server/ports/signing-keys.ts';
import { sharedOf } from '../support/key-store.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) {
  console.warn('SKIPPED: test/interop/cms-key-files needs the openssl command, which this machine lacks');
}

const NOW = '2026-03-01T08:00:00.000Z';
const SUBJECT = { organization: '星汉汽车（测试）有限公司', uscc: '91350200M0000TEX1H', commonName: 'TEST – 印章' };
const random = (count: number) => new Uint8Array(randomBytes(count));

(hasOpenssl ? describe : describe.skip)('openssl', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-keys-'));
  const file = (name: string) => path.join(folder, name);
  const leaves = new Map<string, Uint8Array>();

  beforeAll(async () => {
    const shared = sharedOf(folder);
    const ca = await createDevelopmentCa(folder, { now: NOW, randomBytes: random });
    const { der } = await signDevelopmentCrl(ca, NOW);
    writeFileSync(file('development-ca.crl'), der);
    for (const algorithm of SIGNING_ALGORITHMS) {
      const request = { subject: SUBJECT, algorithm, notBefore: NOW, notAfter: '2029-03-01T08:00:00.000Z' };
      const leaf = await issueLeaf(ca, { ...request, crlAddress: 'https://check.example/ca.crl' }, random);
      leaves.set(algorithm, leaf.certificate);
      writeFileSync(file(`${algorithm}.crt`), certificatePem(leaf.certificate));
      const key = { ...leaf, manufacturerId: 'maker', keyId: algorithm, chain: [ca.certificate] };
      await addFileKey({ shared, folder }, key, random);
    }
    execFileSync('openssl', ['crl', '-inform', 'DER', '-in', file('development-ca.crl'), '-out', file('crl.pem')]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(SIGNING_ALGORITHMS)('verifies the %s certificate strictly, with its revocation list', (algorithm) => {
    const result = spawnSync('openssl', [
      ...['verify', '-x509_strict', '-crl_check', '-CAfile', file('ca.pem'), '-CRLfile', file('crl.pem')],
      ...['-attime', String(Date.parse(NOW) / 1000), file(`${algorithm}.crt`)],
    ]);
    expect(String(result.stderr)).toBe('');
    expect(result.status).toBe(0);
  });

  it('opens the PKCS#12 file and finds the very certificates', () => {
    const output = execFileSync('openssl', [
      ...['pkcs12', '-in', file('rsa-pkcs1-sha256.p12'), '-nokeys'],
      ...['-passin', `file:${file('rsa-pkcs1-sha256.p12.passphrase')}`],
    ]);
    expect(certificatesOfPem(output.toString())[0]).toEqual(leaves.get('rsa-pkcs1-sha256'));
  });

  it('opens the PKCS#8 file', () => {
    const args = ['pkey', '-in', file('ecdsa-p256-sha256.pem'), '-noout', '-check'];
    const result = spawnSync('openssl', [...args, '-passin', `file:${file('ecdsa-p256-sha256.pem.passphrase')}`]);
    expect(result.status).toBe(0);
  });
});

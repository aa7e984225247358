import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readDer } from '#core/asn1/der.ts';
import { OID } from '#core/asn1/oids.ts';
import { revocationStatus } from '#core/revocation/revocation-status.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import { createDevelopmentCa, type DevelopmentCa, openDevelopmentCa } from '../../server/development/development-ca.ts';
import { DEVELOPMENT_REVOKED_FILE, signDevelopmentCrl } from '../../server/development/development-crl.ts';
import { type IssuedLeaf, issueLeaf } from '../../server/development/issue-leaf.ts';
import { SIGNING_ALGORITHMS } from '../../server/ports/signing-keys.ts';
import { revokeDevelopmentCertificate } from '../support/revoke-development-certificate.ts';

const NOW = '2026-03-01T08:00:00.000Z';
const LATER = '2026-03-02T08:00:00.000Z';
const SUBJECT = {
  organization: '星汉汽车（测试）有限公司',
  uscc: '91350200M0000TEX1H',
  commonName: 'TEST seal – 印章',
};

let calls = 0;
/** Not random at all, which is why octets are an argument. */
function octets(count: number): Uint8Array {
  calls += 1;
  return new Uint8Array(createHash('shake128', { outputLength: count }).update(String(calls)).digest());
}

const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-ca-'));
afterAll(() => rmSync(folder, { recursive: true }));

let ca: DevelopmentCa;
const leaves = new Map<string, IssuedLeaf>();
beforeAll(async () => {
  ca = await createDevelopmentCa(path.join(folder, 'ca'), { now: NOW, randomBytes: octets });
  for (const algorithm of SIGNING_ALGORITHMS) {
    const request = { subject: SUBJECT, algorithm, notBefore: NOW, notAfter: '2029-03-01T08:00:00.000Z' };
    leaves.set(algorithm, await issueLeaf(ca, { ...request, crlAddress: 'https://check.example/ca.crl' }, octets));
  }
});

describe('the CA', () => {
  it('says in its name that it is for tests, and which install it belongs to', async () => {
    const facts = await certificateFacts(ca.certificate);
    expect(facts.commonName).toMatch(/^TEST vinseal development CA [0-9a-f]{16}$/);
    expect(facts.organization).toContain('TEST');
    expect(facts.notAfter).toBe('2036-03-01T08:00:00.000Z');
    expect(readCertificate(ca.certificate).publicKey).toMatchObject({ kind: 'rsa', bits: 3072 });
  });

  it('opens again with its key', () => {
    const again = openDevelopmentCa(ca.folder);
    expect(again?.certificate).toEqual(ca.certificate);
    expect(again?.key.equals(ca.key)).toBe(true);
  });

  it('is null where there is none', () => {
    expect(openDevelopmentCa(path.join(folder, 'nowhere'))).toBeNull();
  });

  it('is never replaced', async () => {
    await expect(createDevelopmentCa(ca.folder, { now: NOW, randomBytes: octets })).rejects.toMatchObject({
      code: 'already-exists',
    });
  });

  it('keeps its key encrypted, and from everybody else', () => {
    expect(readFileSync(path.join(ca.folder, 'ca-key.pem'), 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
    for (const name of ['ca-key.pem', 'ca-key.passphrase']) {
      expect(statSync(path.join(ca.folder, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(ca.folder).mode & 0o777).toBe(0o700);
  });
});

describe.each(SIGNING_ALGORITHMS)('a leaf for %s', (algorithm) => {
  const certificate = () => (leaves.get(algorithm) as IssuedLeaf).certificate;

  it('names the entity character for character', async () => {
    expect(await certificateFacts(certificate())).toMatchObject({
      organization: SUBJECT.organization,
      organizationIdentifier: `NTRCN-${SUBJECT.uscc}`,
      commonName: SUBJECT.commonName,
      notBefore: NOW,
    });
  });

  it('writes each attribute of its subject by itself: readers that sort a set would see another certificate', () => {
    const { subject } = readCertificate(certificate());
    expect(readDer(subject).children.map((relative) => relative.children.length)).toEqual([1, 1, 1, 1]);
  });

  it('is trusted under the CA', async () => {
    const request = { signer: certificate(), others: [], anchors: [ca.certificate], at: NOW };
    expect(await buildChain(request)).toMatchObject({ kind: 'trusted' });
  });

  it('carries the extensions of a seal certificate', () => {
    const { extensions } = readCertificate(certificate());
    expect([...extensions.keys()].sort()).toEqual(
      [
        OID.basicConstraints,
        OID.keyUsage,
        OID.subjectKeyIdentifier,
        OID.authorityKeyIdentifier,
        OID.crlDistributionPoints,
      ].sort(),
    );
    expect([OID.basicConstraints, OID.keyUsage].map((oid) => extensions.get(oid)?.critical)).toEqual([true, true]);
    expect(Buffer.from(extensions.get(OID.crlDistributionPoints)?.value ?? []).toString('latin1')).toContain(
      'https://check.example/ca.crl',
    );
  });
});

describe('the revocation list', () => {
  let crl: Uint8Array;
  const sign = async (now: string) => {
    const { der, nextUpdate } = await signDevelopmentCrl(ca, now);
    crl = der;
    return nextUpdate;
  };
  const status = async (algorithm: string, at: string) => {
    const { certificate } = leaves.get(algorithm) as IssuedLeaf;
    return revocationStatus({ crl, certificate, issuer: ca.certificate, at });
  };

  it('is good for seven days', async () => {
    expect(await sign(NOW)).toBe('2026-03-08T08:00:00.000Z');
    expect(await status('rsa-pkcs1-sha256', LATER)).toMatchObject({ kind: 'good', asOf: NOW });
    expect(await status('rsa-pkcs1-sha256', '2026-03-08T08:00:01.000Z')).toMatchObject({ kind: 'unknown' });
  });

  it('says from the next one on what was revoked, and of that one only', async () => {
    const { serialNumber } = await certificateFacts((leaves.get('rsa-pkcs1-sha256') as IssuedLeaf).certificate);
    revokeDevelopmentCertificate(ca, { serialNumber, at: NOW, reason: 1 });
    expect(await status('rsa-pkcs1-sha256', NOW)).toMatchObject({ kind: 'good' });
    await sign(LATER);
    expect(await status('rsa-pkcs1-sha256', LATER)).toEqual({ kind: 'revoked', at: NOW, reason: 'keyCompromise' });
    expect(await status('ecdsa-p256-sha256', LATER)).toMatchObject({ kind: 'good', asOf: LATER });
  });

  it('is not signed while the file of what is revoked cannot be read: silence would pass for good', async () => {
    const file = path.join(ca.folder, DEVELOPMENT_REVOKED_FILE);
    const before = readFileSync(file);
    writeFileSync(file, JSON.stringify([{ serialNumber: 'xyz', at: NOW, reason: 1 }]));
    await expect(sign(LATER)).rejects.toThrow(z.ZodError);
    writeFileSync(file, before);
  });
});

it('never takes two installs for one another', async () => {
  const other = path.join(folder, 'other');
  mkdirSync(other);
  const second = await createDevelopmentCa(other, { now: NOW, randomBytes: octets });
  const request = { signer: (leaves.get('ecdsa-p256-sha256') as IssuedLeaf).certificate, others: [], at: NOW };
  expect(await buildChain({ ...request, anchors: [second.certificate] })).toEqual({ kind: 'unknown-signer' });
});

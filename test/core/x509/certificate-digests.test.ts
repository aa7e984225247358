import { createHash, X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { readCertificate } from '#core/x509/certificate.ts';
import { certificateDigest, certificateSha256 } from '#core/x509/certificate-digests.ts';
import { keyBits } from '#core/x509/key-bits.ts';
import { type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';

let root: TestCertificate;
let leaf: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'digested-root' });
  leaf = await testLeaf(root);
});

const hash = (name: string, octets: Uint8Array) => new Uint8Array(createHash(name).update(octets).digest());

test('each part of each certificate has its own digest of each kind, asked once or twice', async () => {
  for (const { der } of [root, leaf, root]) {
    const certificate = readCertificate(der);
    const { subject } = certificate;
    expect(await certificateDigest(certificate, 'certificate', 'SHA-1')).toEqual(hash('sha1', der));
    expect(await certificateDigest(certificate, 'certificate', 'SHA-256')).toEqual(hash('sha256', der));
    expect(await certificateDigest(certificate, 'subject', 'SHA-1')).toEqual(hash('sha1', subject));
    expect(await certificateDigest(certificate, 'key', 'SHA-1')).toEqual(hash('sha1', keyBits(certificate)));
    const { fingerprint256 } = new X509Certificate(der);
    expect(Buffer.from(await certificateSha256(certificate)).toString('hex')).toBe(
      fingerprint256.replaceAll(':', '').toLowerCase(),
    );
  }
});

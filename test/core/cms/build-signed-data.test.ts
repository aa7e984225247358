import { beforeAll, describe, expect, it } from '@jest/globals';
import * as pkijs from 'pkijs';
import { type DerNode, encoded, isSorted, readDer } from '#core/asn1/der.ts';
import { oidOf } from '#core/asn1/der-values.ts';
import { contextTag, oid, sequence, setOf } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { buildSignedAttributes, digestBytes } from '#core/cms/build-signed-attributes.ts';
import { buildSignedData, signedDataSize } from '#core/cms/build-signed-data.ts';
import { isAsBuilt } from '#core/cms/is-as-built.ts';
import { signatureIdentifier } from '#core/x509/sealing-algorithm.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../../../server/ports/signing-keys.ts';
import { openedCms, sealEvidence } from '../../support/opened-cms.ts';
import {
  digestsOf,
  sealDocument,
  type TestCertificate,
  type TestPki,
  testKey,
  testLeaf,
  testPki,
} from '../../support/pki.ts';

const P256 = 'ecdsa-p256-sha256' as const;
const digest = new Uint8Array(32).fill(7);
const document = new Uint8Array([1, 2, 3]);
let pki: TestPki;
beforeAll(async () => {
  pki = await testPki();
});

describe('buildSignedAttributes', () => {
  it('gives exactly the attributes of PAdES and the algorithm protection, sorted', async () => {
    const set = readDer(
      await buildSignedAttributes({ digest, certificate: pki.rsa.der, algorithm: 'rsa-pkcs1-sha256' }),
    );
    const types = set.children.map((attribute) => oidOf(attribute.children[0]));
    expect(new Set(types)).toEqual(
      new Set([OID.contentType, OID.messageDigest, OID.signingCertificateV2, OID.cmsAlgorithmProtection]),
    );
    expect(types).toHaveLength(4);
    expect(isSorted(set)).toBe(true);
  });

  it('gives the same bytes every time', async () => {
    const parts = { digest, certificate: pki.ec.der, algorithm: P256 };
    expect(await buildSignedAttributes(parts)).toEqual(await buildSignedAttributes(parts));
  });

  it.each([0, 20, 33])('refuses a digest of %d bytes', async (length) => {
    const parts = { digest: new Uint8Array(length), certificate: pki.ec.der, algorithm: P256 };
    await expect(buildSignedAttributes(parts)).rejects.toThrow('digest is not a SHA-');
  });

  it('refuses a certificate that is none', async () => {
    await expect(buildSignedAttributes({ digest, certificate: digest, algorithm: P256 })).rejects.toMatchObject({
      code: 'certificate-malformed',
    });
  });
});

describe('buildSignedData', () => {
  it.each(['rsa', 'ec'] as const)('is DER that another reader understands (%s)', async (kind) => {
    const cms = await sealDocument(document, pki[kind], [pki.root]);
    readDer(cms);
    const content = pkijs.ContentInfo.fromBER(cms.slice());
    const data = new pkijs.SignedData({ schema: content.content });
    expect(data.signerInfos).toHaveLength(1);
    expect(data.certificates).toHaveLength(2);
    expect(data.encapContentInfo.eContent).toBeUndefined();
  });

  it('embeds each certificate once, also when the chain repeats the signer’s', async () => {
    const once = await sealDocument(document, pki.rsa, [pki.root]);
    const twice = await sealDocument(document, pki.rsa, [pki.rsa, pki.root]);
    expect(twice).toHaveLength(once.length);
  });

  it('refuses an algorithm that is not the certificate’s', async () => {
    const signedAttributes = await buildSignedAttributes({ digest, certificate: pki.ec.der, algorithm: P256 });
    const parts = { signedAttributes, signature: digest, certificate: pki.ec.der, chain: [] };
    expect(() => buildSignedData({ ...parts, algorithm: 'rsa-pkcs1-sha256' })).toThrow(
      'algorithm is not the certificate’s',
    );
  });

  it.each(['p-521', 'ed25519'] as const)('refuses a key that seals nothing here (%s)', async (kind) => {
    const other = await testLeaf(pki.root, { key: testKey(kind, 'leaf') });
    for (const algorithm of SIGNING_ALGORITHMS) {
      const parts = { digest: new Uint8Array(digestBytes(algorithm)), certificate: other.der, algorithm };
      await expect(buildSignedAttributes(parts)).rejects.toThrow('certificate’s');
    }
  });
});

describe.each([
  ['rsa-pkcs1-sha256', 'rsa-3072', 'RSA-3072 with SHA-256'],
  ['rsa-pkcs1-sha256', 'rsa-4096', 'RSA-4096 with SHA-256'],
  ['rsa-pss-sha256', 'rsa-3072', 'RSA-PSS-3072 with SHA-256'],
  ['rsa-pss-sha256', 'rsa-4096', 'RSA-PSS-4096 with SHA-256'],
  ['ecdsa-p256-sha256', 'p-256', 'ECDSA P-256 with SHA-256'],
  ['ecdsa-p384-sha384', 'p-384', 'ECDSA P-384 with SHA-384'],
] as const)('%s with %s', (algorithm, kind, name) => {
  let leaf: TestCertificate;
  let cms: Uint8Array;
  beforeAll(async () => {
    leaf = await testLeaf(pki.root, { key: testKey(kind, 'leaf'), serial: 1003 });
    cms = await sealDocument(document, leaf, [pki.root], algorithm);
  });

  it('is read as what it is, without a fault', async () => {
    const evidence = await sealEvidence(cms, digestsOf(document), { subFilter: 'ETSI.CAdES.detached' });
    expect(evidence).toMatchObject({
      intact: true,
      valid: true,
      problems: [],
      algorithm: { name, policy: 'accepted' },
    });
  });

  it('has one spelling', async () => {
    expect(await isAsBuilt(openedCms(cms), [leaf.der, pki.root.der])).toBe(true);
  });

  it('fits the room that is reserved', () => {
    const room = signedDataSize({ certificate: leaf.der, chain: [pki.root.der], algorithm });
    expect(cms.length).toBeLessThanOrEqual(room);
    expect(cms.length).toBeGreaterThan(room - 12);
  });

  it('is no other algorithm of ours', async () => {
    const evidence = (other: Uint8Array) =>
      sealEvidence(other, digestsOf(document), { subFilter: 'ETSI.CAdES.detached' });
    for (const other of SIGNING_ALGORITHMS.filter((candidate) => candidate !== algorithm)) {
      const swapped = swapSignatureAlgorithm(cms, algorithm, other);
      expect(await evidence(swapped)).not.toMatchObject({ valid: true, problems: [] });
    }
  });
});

/** The CMS with the AlgorithmIdentifier of its SignerInfo replaced by that of another algorithm. */
function swapSignatureAlgorithm(cms: Uint8Array, from: SigningAlgorithm, to: SigningAlgorithm): Uint8Array {
  const content = readDer(cms).children[1]?.children[0] as DerNode;
  const parts = content.children.map(encoded);
  const signer = content.children.at(-1)?.children[0] as DerNode;
  const signerParts = signer.children.map(encoded);
  expect(signerParts.at(-2)).toEqual(signatureIdentifier(from));
  const swapped = sequence(...signerParts.slice(0, -2), signatureIdentifier(to), signerParts.at(-1) as Uint8Array);
  return sequence(oid(OID.signedData), contextTag(0, sequence(...parts.slice(0, -1), setOf([swapped]))));
}

describe('signedDataSize', () => {
  it('is what an RSA signature takes', async () => {
    const size = signedDataSize({ certificate: pki.rsa.der, chain: [pki.root.der], algorithm: 'rsa-pkcs1-sha256' });
    expect(await sealDocument(document, pki.rsa, [pki.root])).toHaveLength(size);
  });

  it('leaves room for the longest ECDSA value, and no more than needed', async () => {
    const size = signedDataSize({ certificate: pki.ec.der, chain: [pki.root.der], algorithm: P256 });
    for (let round = 0; round < 20; round += 1) {
      const { length } = await sealDocument(document, pki.ec, [pki.root]);
      expect(length).toBeLessThanOrEqual(size);
      expect(length).toBeGreaterThan(size - 12);
    }
  });

  it('leaves room for a time-stamp token and the attribute around it', async () => {
    const signer = { certificate: pki.rsa.der, chain: [pki.root.der], algorithm: 'rsa-pkcs1-sha256' as const };
    const signedAttributes = await buildSignedAttributes({ ...signer, digest: new Uint8Array(32) });
    const parts = { ...signer, signedAttributes, signature: new Uint8Array(384), timeStamp: new Uint8Array(8000) };
    expect(buildSignedData(parts)).toHaveLength(signedDataSize(signer, { timestampBytes: 8000 }));
  });
});

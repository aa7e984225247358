import { beforeAll, describe, expect, it } from '@jest/globals';
import * as pkijs from 'pkijs';
import { buildSignedAttributes } from '../../../server/cms/build-signed-attributes.ts';
import { buildSignedData, signedDataSize } from '../../../server/cms/build-signed-data.ts';
import { isSorted, readDer } from '../../../server/pki/der.ts';
import { oidOf } from '../../../server/pki/der-values.ts';
import { OID } from '../../../server/pki/oids.ts';
import { sealDocument, type TestPki, testKey, testLeaf, testPki } from '../../support/pki.ts';

const digest = new Uint8Array(32).fill(7);
const document = new Uint8Array([1, 2, 3]);
let pki: TestPki;
beforeAll(async () => {
  pki = await testPki();
});

describe('buildSignedAttributes', () => {
  it('gives exactly the attributes of PAdES and the algorithm protection, sorted', async () => {
    const set = readDer(await buildSignedAttributes({ digest, certificate: pki.rsa.der }));
    const types = set.children.map((attribute) => oidOf(attribute.children[0]));
    expect(new Set(types)).toEqual(
      new Set([OID.contentType, OID.messageDigest, OID.signingCertificateV2, OID.cmsAlgorithmProtection]),
    );
    expect(types).toHaveLength(4);
    expect(isSorted(set)).toBe(true);
  });

  it('gives the same bytes every time', async () => {
    const parts = { digest, certificate: pki.ec.der };
    expect(await buildSignedAttributes(parts)).toEqual(await buildSignedAttributes(parts));
  });

  it.each([0, 20, 33])('refuses a digest of %d bytes', async (length) => {
    await expect(buildSignedAttributes({ digest: new Uint8Array(length), certificate: pki.ec.der })).rejects.toThrow();
  });

  it('refuses a certificate that is none', async () => {
    await expect(buildSignedAttributes({ digest, certificate: digest })).rejects.toMatchObject({
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
    const signedAttributes = await buildSignedAttributes({ digest, certificate: pki.ec.der });
    const parts = { signedAttributes, signature: digest, certificate: pki.ec.der, chain: [] };
    expect(() => buildSignedData({ ...parts, algorithm: 'rsa-pkcs1-sha256' })).toThrow();
  });

  it('refuses a key that seals nothing here', async () => {
    const other = await testLeaf(pki.root, { key: testKey('p-384', 'leaf') });
    await expect(buildSignedAttributes({ digest, certificate: other.der })).rejects.toThrow();
  });
});

describe('signedDataSize', () => {
  it('is what an RSA signature takes', async () => {
    const size = signedDataSize({ certificate: pki.rsa.der, chain: [pki.root.der] });
    expect(await sealDocument(document, pki.rsa, [pki.root])).toHaveLength(size);
  });

  it('leaves room for the longest ECDSA value, and no more than needed', async () => {
    const size = signedDataSize({ certificate: pki.ec.der, chain: [pki.root.der] });
    for (let round = 0; round < 20; round += 1) {
      const { length } = await sealDocument(document, pki.ec, [pki.root]);
      expect(length).toBeLessThanOrEqual(size);
      expect(length).toBeGreaterThan(size - 12);
    }
  });

  it('adds what a time-stamp needs', () => {
    const signer = { certificate: pki.rsa.der, chain: [] };
    expect(signedDataSize(signer, { timestampBytes: 8000 })).toBe(signedDataSize(signer) + 8000);
  });
});

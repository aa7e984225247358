import { constants, createHash, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readDer } from '#core/asn1/der.ts';
import { contextTag, integer, nullValue, octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import type { DigestOf } from '#core/cms/read-signed-data.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import {
  attribute,
  forgeCms,
  goodAttributes,
  signingCertificate,
  signingCertificateV1,
  toBer,
} from '../../support/cms.ts';
import { sealEvidence } from '../../support/opened-cms.ts';
import {
  digestsOf,
  issueCertificate,
  LEAF_EXTENSIONS,
  purposeExtension,
  sealDocument,
  type TestCertificate,
  type TestPki,
  testKey,
  testLeaf,
  testPki,
  usageExtension,
} from '../../support/pki.ts';

const PADES = { subFilter: 'ETSI.CAdES.detached' };
const document = new TextEncoder().encode('the bytes of a document');
const digests: DigestOf = digestsOf(document);
const read = (cms: Uint8Array, options = PADES) => sealEvidence(cms, digests, options);

let pki: TestPki;
let leaf: TestCertificate;
beforeAll(async () => {
  pki = await testPki();
  leaf = pki.ec;
});

/** Good but for what `change` does to the attributes. */
const withAttributes = (change: (good: ReturnType<typeof goodAttributes>) => object) =>
  forgeCms({ leaf, attributes: Object.values(change(goodAttributes(document, leaf))) });
const without = (name: string) => (good: Readonly<Record<string, Uint8Array>>) =>
  Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

describe('a good signature', () => {
  it.each(['rsa', 'ec'] as const)('is intact and valid, without a problem (%s)', async (kind) => {
    const evidence = await read(await sealDocument(document, pki[kind], [pki.root]));
    expect(evidence).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [] });
  });

  it('gives the certificates, the signer’s first, and names the algorithm', async () => {
    const evidence = await read(await sealDocument(document, pki.rsa, [pki.root]));
    expect(evidence).toMatchObject({
      algorithm: { name: 'RSA-3072 with SHA-256', policy: 'accepted' },
      signer: { commonName: 'TEST seal', organizationIdentifier: 'NTRCN-91350200M0000TEX1H' },
      certificates: [pki.rsa.der, pki.root.der],
    });
  });

  it('may be followed by zero padding', async () => {
    const cms = await sealDocument(document, leaf, []);
    expect(await read(new Uint8Array([...cms, ...new Uint8Array(500)]))).toMatchObject({ problems: [] });
  });

  it('may leave out the algorithm protection and the issuer and serial number', async () => {
    const attributes = (good: ReturnType<typeof goodAttributes>) => ({
      ...without('protection')(good),
      signingCertificate: attribute(OID.signingCertificateV2, signingCertificate(leaf, null)),
    });
    expect(await read(withAttributes(attributes))).toMatchObject({ valid: true, problems: [] });
  });

  it('may name its signer by key identifier', async () => {
    const keyIdentifier = Uint8Array.of(1, 2, 3, 4);
    const value = { toBER: () => octetString(keyIdentifier).buffer } as never;
    const extensions = [...LEAF_EXTENSIONS, { oid: OID.subjectKeyIdentifier, critical: false, value }];
    const named = await testLeaf(pki.root, { extensions });
    const attributes = Object.values(goodAttributes(document, named));
    const cms = forgeCms({ leaf: named, attributes, identifier: tlv(0x80, keyIdentifier) });
    expect(await read(cms)).toMatchObject({ valid: true, problems: [] });
  });
});

describe('a certificate that RFC 5280 refuses', () => {
  it.each([
    ['of X.509 version 1', { version: 0, extensions: [] }],
    ['with a negative serial number', { serial: -7 }],
  ])('still tells whether the bytes are what its key signed: %s', async (_what, recipe) => {
    const stranger = await issueCertificate({
      key: testKey('p-256', 'stranger'),
      commonName: 'self-signed',
      issuer: null,
      extensions: LEAF_EXTENSIONS,
      ...recipe,
    });
    const cms = forgeCms({ leaf: stranger, attributes: Object.values(goodAttributes(document, stranger)) });
    expect(await read(cms)).toMatchObject({ kind: 'read', intact: true, valid: true });
  });
});

describe('a problem is named', () => {
  const broken: readonly [SignatureProblem, string, () => Uint8Array | Promise<Uint8Array>][] = [
    ['attribute-missing', 'no content-type', () => withAttributes(without('contentType'))],
    ['attribute-missing', 'no message-digest', () => withAttributes(without('messageDigest'))],
    ['attribute-missing', 'no signed attributes', () => forgeCms({ leaf, attributes: null })],
    ['signing-certificate-missing', 'no signing-certificate', () => withAttributes(without('signingCertificate'))],
    [
      'signing-certificate-missing',
      'the old attribute, which rests on SHA-1, alone',
      () =>
        withAttributes((good) => ({
          ...without('signingCertificate')(good),
          old: attribute(OID.signingCertificate, sequence(sequence(sequence(octetString(new Uint8Array(20)))))),
        })),
    ],
    [
      'signing-certificate-mismatch',
      'the hash of another certificate',
      () =>
        withAttributes((good) => ({
          ...good,
          signingCertificate: attribute(OID.signingCertificateV2, signingCertificate(pki.rsa, leaf)),
        })),
    ],
    [
      'signing-certificate-mismatch',
      'the issuer and serial number of another certificate',
      () =>
        withAttributes((good) => ({
          ...good,
          signingCertificate: attribute(OID.signingCertificateV2, signingCertificate(leaf, pki.rsa)),
        })),
    ],
    [
      'attribute-repeated',
      'two message-digests',
      () =>
        withAttributes((good) => ({
          ...good,
          again: attribute(OID.messageDigest, octetString(new Uint8Array(32))),
        })),
    ],
    [
      'attribute-repeated',
      'two values of message-digest',
      () =>
        withAttributes((good) => ({
          ...good,
          messageDigest: attribute(OID.messageDigest, octetString(new Uint8Array(32)), octetString(new Uint8Array(31))),
        })),
    ],
    [
      'content-type-wrong',
      'a content-type of something else',
      () => withAttributes((good) => ({ ...good, contentType: attribute(OID.contentType, oid(OID.signedData)) })),
    ],
    [
      'content-type-wrong',
      'content of another type',
      () => forgeCms({ leaf, attributes: Object.values(goodAttributes(document, leaf)), contentType: OID.signedData }),
    ],
    [
      'signing-time-present',
      'a signing-time',
      () =>
        withAttributes((good) => ({
          ...good,
          time: attribute(OID.signingTime, tlv(0x17, new TextEncoder().encode('260301080000Z'))),
        })),
    ],
    [
      'algorithm-protection-mismatch',
      'another signature algorithm under protection',
      () =>
        withAttributes((good) => ({
          ...good,
          protection: attribute(
            OID.cmsAlgorithmProtection,
            sequence(sequence(oid(OID.sha256)), contextTag(1, oid(OID.ecdsaWithSha384))),
          ),
        })),
    ],
    [
      'algorithm-protection-mismatch',
      'a protection of the digest alone',
      () =>
        withAttributes((good) => ({
          ...good,
          protection: attribute(OID.cmsAlgorithmProtection, sequence(sequence(oid(OID.sha256)))),
        })),
    ],
    [
      'digest-algorithm-mismatch',
      'another digest announced',
      () =>
        forgeCms({
          leaf,
          attributes: Object.values(goodAttributes(document, leaf)),
          announcedDigest: sequence(oid(OID.sha512)),
        }),
    ],
    [
      'digest-algorithm-mismatch',
      'another digest in the signature algorithm',
      () =>
        forgeCms({
          leaf,
          attributes: Object.values(without('protection')(goodAttributes(document, leaf))),
          signatureAlgorithm: sequence(oid(OID.ecdsaWithSha384)),
          makeSignature: (signed, key) => new Uint8Array(sign('sha384', signed, key)),
        }),
    ],
    [
      'attributes-not-der',
      'attributes out of order',
      () => {
        const { contentType, messageDigest, signingCertificate: certificate } = goodAttributes(document, leaf);
        return forgeCms({ leaf, attributes: [certificate, messageDigest, contentType], unsorted: true });
      },
    ],
    ['signer-count', 'two signers', () => forgeCms({ leaf, attributes: goodList(), signers: 2 })],
    ['content-embedded', 'the document inside', () => forgeCms({ leaf, attributes: goodList(), content: document })],
    [
      'cms-trailing-bytes',
      'a byte after the padding',
      async () => new Uint8Array([...(await sealDocument(document, leaf, [])), 0, 0, 1]),
    ],
    ['cms-not-der', 'an indefinite length', async () => indefinite(await sealDocument(document, leaf, []))],
    ['cms-not-der', 'a length with a spare octet', async () => longLength(await sealDocument(document, leaf, []))],
  ];
  const goodList = () => Object.values(goodAttributes(document, leaf));

  it.each(broken)('%s: %s', async (problem, _what, make) => {
    expect(await read(await make())).toMatchObject({ kind: 'read', problems: expect.arrayContaining([problem]) });
  });

  it('names nothing else in most of them', async () => {
    for (const [problem, , make] of broken.filter(([name]) => name !== 'attribute-missing')) {
      expect(await read(await make())).toMatchObject({ problems: [problem] });
    }
  });

  it('subfilter-unsupported: what is neither PAdES nor plain CMS', async () => {
    const cms = await sealDocument(document, leaf, []);
    expect(await read(cms, { subFilter: 'adbe.pkcs7.sha1' })).toMatchObject({ problems: ['subfilter-unsupported'] });
    expect(await read(cms, { subFilter: 'adbe.pkcs7.detached' })).toMatchObject({ problems: [] });
  });

  it('leaves a signing-time to the older profile', async () => {
    const cms = withAttributes((good) => ({
      ...good,
      time: attribute(OID.signingTime, tlv(0x17, new TextEncoder().encode('260301080000Z'))),
    }));
    expect(await read(cms, { subFilter: 'adbe.pkcs7.detached' })).toMatchObject({ problems: [] });
  });

  it.each([
    ['for certificates only', [usageExtension('keyCertSign')]],
    ['for nothing that is named', []],
    ['for time-stamps only', [...LEAF_EXTENSIONS, purposeExtension(OID.timeStamping)]],
    ['for servers only', [...LEAF_EXTENSIONS, purposeExtension(OID.serverAuth)]],
  ])('key-usage-wrong: a key %s', async (_what, extensions) => {
    const other = await testLeaf(pki.root, { extensions });
    expect(await read(await sealDocument(document, other, []))).toMatchObject({ problems: ['key-usage-wrong'] });
  });
});

describe('a seal in BER', () => {
  it('tells whether its bytes are what was signed, and is none', async () => {
    const cms = toBer(readDer(await sealDocument(document, leaf, [])), { below: 3 });
    expect(await read(cms)).toMatchObject({ intact: true, valid: true, problems: ['cms-not-der'] });
  });
});

describe('a signing-certificate of version 2', () => {
  it('with a digest that is refused names nothing', async () => {
    const sha1 = new Uint8Array(createHash('sha1').update(leaf.der).digest());
    const value = sequence(sequence(sequence(sequence(oid(OID.sha1)), octetString(sha1))));
    const attributes = (good: ReturnType<typeof goodAttributes>) => ({
      ...good,
      signingCertificate: attribute(OID.signingCertificateV2, value),
    });
    expect(await read(withAttributes(attributes))).toMatchObject({ problems: ['signing-certificate-mismatch'] });
  });

  it('beside one of version 1 that names another certificate names nothing', async () => {
    const attributes = (good: ReturnType<typeof goodAttributes>) => ({
      ...good,
      old: attribute(OID.signingCertificate, signingCertificateV1(pki.rsa)),
    });
    expect(await read(withAttributes(attributes))).toMatchObject({ problems: ['signing-certificate-mismatch'] });
  });
});

describe('what was signed', () => {
  it('is not intact over another document, though its signature is valid', async () => {
    const cms = await sealDocument(document, leaf, []);
    const evidence = await sealEvidence(cms, digestsOf(new Uint8Array([1])), PADES);
    expect(evidence).toMatchObject({ intact: false, valid: true, problems: [] });
  });

  it('is not valid when somebody else signed it', async () => {
    const stranger = { der: leaf.der, key: testKey('p-256', 'stranger') };
    expect(await read(await sealDocument(document, stranger, []))).toMatchObject({ intact: true, valid: false });
  });

  it('is bound to the certificate: a twin with the same issuer, serial number and key is noticed', async () => {
    const twin = await testLeaf(pki.root, { serial: 1002, commonName: 'TEST twin' });
    const cms = forgeCms({ leaf, attributes: Object.values(goodAttributes(document, leaf)), certificates: [twin.der] });
    expect(await read(cms)).toMatchObject({ valid: true, problems: ['signing-certificate-mismatch'] });
  });
});

describe('algorithms', () => {
  const sealWith = async (key: Parameters<typeof testKey>[0], digest: string, signature: string) => {
    const other = await testLeaf(pki.root, { key: testKey(key, 'leaf') });
    const good = goodAttributes(document, other, digest.replace('sha3x', 'sha3-'));
    return forgeCms({
      leaf: other,
      attributes: [good.contentType, good.messageDigest, good.signingCertificate],
      announcedDigest: sequence(oid(OID[digest as 'sha256'])),
      signerDigest: sequence(oid(OID[digest as 'sha256'])),
      signatureAlgorithm: sequence(
        oid(OID[signature as 'sha256WithRsa']),
        ...(key.startsWith('rsa') ? [nullValue()] : []),
      ),
      makeSignature: (signed, secret) => new Uint8Array(sign(digest.replace('sha3x', 'sha3-'), signed, secret)),
    });
  };

  it.each([
    ['rsa-3072', 'sha512', 'sha512WithRsa', 'RSA-3072 with SHA-512', 'accepted'],
    ['rsa-3072', 'sha384', 'rsaEncryption', 'RSA-3072 with SHA-384', 'accepted'],
    ['rsa-2048', 'sha256', 'sha256WithRsa', 'RSA-2048 with SHA-256', 'legacy'],
    ['p-384', 'sha384', 'ecdsaWithSha384', 'ECDSA P-384 with SHA-384', 'accepted'],
    ['p-521', 'sha512', 'ecdsaWithSha512', 'ECDSA P-521 with SHA-512', 'accepted'],
  ] as const)('%s with %s verifies', async (key, digest, signature, name, policy) => {
    const evidence = await read(await sealWith(key, digest, signature));
    expect(evidence).toMatchObject({ intact: true, valid: true, problems: [], algorithm: { name, policy } });
  });

  it('refuses RSA of 1024 bits', async () => {
    const evidence = await read(await sealWith('rsa-1024', 'sha256', 'sha256WithRsa'));
    expect(evidence).toMatchObject({ algorithm: { name: 'RSA-1024 with SHA-256', policy: 'refused' } });
  });

  it('refuses SHA-1', async () => {
    const evidence = await read(await sealWith('rsa-3072', 'sha1', 'sha1WithRsa'));
    expect(evidence).toMatchObject({ intact: false, algorithm: { name: 'RSA-3072 with SHA-1', policy: 'refused' } });
  });

  it('names SHA-3 as unsupported and never calls it valid', async () => {
    const evidence = await read(await sealWith('rsa-3072', 'sha3x256', 'sha3x256WithRsa'));
    expect(evidence).toMatchObject({
      valid: false,
      algorithm: { name: 'RSA-3072 with SHA3-256', policy: 'unsupported' },
    });
  });

  it('refuses SM2 with a key of another curve and never calls it valid', async () => {
    const cms = forgeCms({
      leaf,
      attributes: Object.values(goodAttributes(document, leaf)),
      signatureAlgorithm: sequence(oid(OID.sm2WithSm3)),
    });
    expect(await read(cms)).toMatchObject({
      valid: false,
      algorithm: { name: 'ECDSA P-256 with SM3', policy: 'refused' },
    });
  });

  it('verifies RSA-PSS by its parameters, and refuses their defaults', async () => {
    const good = goodAttributes(document, pki.rsa);
    const hash = sequence(oid(OID.sha256), nullValue());
    const parameters = sequence(
      contextTag(0, hash),
      contextTag(1, sequence(oid(OID.mgf1), hash)),
      contextTag(2, integer(32)),
    );
    const pss = (saltParameters: Uint8Array) =>
      forgeCms({
        leaf: pki.rsa,
        attributes: [good.contentType, good.messageDigest, good.signingCertificate],
        signatureAlgorithm: sequence(oid(OID.rsaPss), saltParameters),
        makeSignature: (signed, key) =>
          new Uint8Array(sign('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })),
      });
    expect(await read(pss(parameters))).toMatchObject({
      valid: true,
      problems: [],
      algorithm: { name: 'RSA-PSS-3072 with SHA-256', policy: 'accepted' },
    });
    expect(await read(pss(sequence()))).toMatchObject({ valid: false, algorithm: { policy: 'refused' } });
  });

  it('wants ECDSA values in strict DER', async () => {
    const cms = forgeCms({
      leaf,
      attributes: Object.values(goodAttributes(document, leaf)),
      makeSignature: (signed, key) => {
        const value = new Uint8Array(sign('sha256', signed, key));
        return new Uint8Array([0x30, 0x81, ...value.subarray(1)]);
      },
    });
    expect(await read(cms)).toMatchObject({ valid: false });
  });
});

describe('what is no signature', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['zeros', new Uint8Array(100)],
    ['text', document],
    ['a truncated header', Uint8Array.of(0x30, 0x82)],
    ['deep nesting', Uint8Array.from({ length: 4000 }, (_, index) => (index % 2 === 0 ? 0x30 : 0x80))],
    ['another content', sequence(oid(OID.data), contextTag(0, octetString(document)))],
  ])('is unreadable: %s', async (_what, bytes) => {
    expect(await read(bytes)).toMatchObject({ kind: 'unreadable' });
  });

  it.each([
    ['no signer', { signers: 0 }, 'signer-count'],
    ['the signer’s certificate missing', { certificates: [] }, 'signer-certificate-missing'],
  ])('is unreadable: %s', async (_what, change, detail) => {
    const cms = forgeCms({ leaf, attributes: Object.values(goodAttributes(document, leaf)), ...change });
    expect(await read(cms)).toEqual({ kind: 'unreadable', detail });
  });

  it('is bounded', async () => {
    expect(await read(new Uint8Array(2 ** 20 + 1))).toEqual({ kind: 'unreadable', detail: 'cms-too-large' });
  });
});

it('never calls a changed byte clean, and never throws', async () => {
  const cms = await sealDocument(document, leaf, [pki.root]);
  const rootAt = find(cms, pki.root.der);
  for (let at = 0; at < cms.length; at += 3) {
    const changed = cms.slice();
    changed[at] = (changed[at] ?? 0) ^ (at % 2 === 0 ? 0x01 : 0x80);
    const evidence = await read(changed);
    const clean = evidence.kind === 'read' && evidence.intact && evidence.valid && evidence.problems.length === 0;
    // The root in it is not the signer's word: whoever builds the chain rests on the trust list's copy.
    const inRoot = at >= rootAt && at < rootAt + pki.root.der.length;
    // The SignedData's and SignerInfo's versions say nothing that is not in the structure itself.
    if (clean && !inRoot) expect(versionOffsets(cms)).toContain(at);
  }
});

function versionOffsets(cms: Uint8Array): readonly number[] {
  const offsets: number[] = [];
  for (let at = 0; at + 2 < cms.length; at += 1)
    if (cms[at] === 2 && cms[at + 1] === 1 && cms[at + 2] === 1) offsets.push(at + 2);
  return offsets;
}

function find(whole: Uint8Array, part: Uint8Array): number {
  return Buffer.from(whole).indexOf(Buffer.from(part));
}

/** The outermost SEQUENCE with an indefinite length. */
function indefinite(der: Uint8Array): Uint8Array {
  return new Uint8Array([0x30, 0x80, ...der.subarray(4), 0, 0]);
}

/** The outermost length in three octets instead of two. */
function longLength(der: Uint8Array): Uint8Array {
  return new Uint8Array([0x30, 0x83, 0, ...der.subarray(2)]);
}

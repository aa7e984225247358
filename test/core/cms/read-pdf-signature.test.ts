import { constants, createHash, type KeyObject, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Null, OctetString, Primitive, Sequence } from 'asn1js';
import { readDer } from '#core/asn1/der.ts';
import { contextTag, integer, nullValue, octetString, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import type { AnyDigestOf, PdfSignatureProblem } from '#core/cms/pdf-signature-evidence.ts';
import { readPdfSignature } from '#core/cms/read-pdf-signature.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import { readForeignCertificate } from '#core/x509/certificate.ts';
import {
  attribute,
  forgeCms,
  forgeTimeStamp,
  goodAttributes,
  signingCertificate,
  signingCertificateV1,
  toBer,
} from '../../support/cms.ts';
import {
  CA_EXTENSIONS,
  LEAF_EXTENSIONS,
  purposeExtension,
  TEST_NOW,
  type TestCertificate,
  type TestPki,
  testKey,
  testLeaf,
  testPki,
  testRoot,
} from '../../support/pki.ts';

const document = new TextEncoder().encode('the bytes of a document');
const other = new TextEncoder().encode('other bytes');
const digests: AnyDigestOf = (name) => anyDigest(name, document);
const PADES = 'ETSI.CAdES.detached';
const ADOBE = 'adbe.pkcs7.detached';
const read = (cms: Uint8Array, subFilter = PADES) => readPdfSignature(cms, digests, { subFilter });
const sha1 = (bytes: Uint8Array) => new Uint8Array(createHash('sha1').update(bytes).digest());

let pki: TestPki;
let leaf: TestCertificate;
let tsa: TestCertificate;
beforeAll(async () => {
  pki = await testPki();
  leaf = pki.rsa;
  const usage = { ...purposeExtension(OID.timeStamping), critical: true };
  tsa = await testLeaf(pki.root, { key: testKey('p-256', 'tsa'), commonName: 'TEST TSA', extensions: [usage] });
});

type Good = ReturnType<typeof goodAttributes>;
const withAttributes = (change: (good: Good) => object) =>
  forgeCms({ leaf, attributes: Object.values(change(goodAttributes(document, leaf))) });
const good = () => withAttributes((attributes) => attributes);
const without = (name: keyof Good) => (attributes: Good) =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== name));
const withoutSigningCertificate = without('signingCertificate');

/** Attributes and algorithms for a digest and a signature of another kind than the usual. */
function forgeWith(
  signer: TestCertificate,
  digest: { readonly name: string; readonly oid: string },
  signatureAlgorithm: Uint8Array,
  makeSignature: (signed: Uint8Array, key: KeyObject) => Uint8Array,
  signed: Uint8Array = document,
): Uint8Array {
  const { protection: _protection, ...attributes } = goodAttributes(signed, signer, digest.name);
  const identifier = sequence(oid(digest.oid));
  const algorithms = { announcedDigest: identifier, signerDigest: identifier, signatureAlgorithm };
  return forgeCms({ leaf: signer, attributes: Object.values(attributes), ...algorithms, makeSignature });
}

const plain = (digest: string) => (signed: Uint8Array, key: KeyObject) => new Uint8Array(sign(digest, signed, key));

describe('a certificate that came along', () => {
  const keyIdentifier = Uint8Array.of(1, 2, 3, 4);
  const subjectKey = {
    oid: OID.subjectKeyIdentifier,
    critical: false,
    value: new OctetString({ valueHex: keyIdentifier.slice().buffer }),
  };
  const authorityKey = {
    oid: OID.authorityKeyIdentifier,
    critical: false,
    value: new Sequence({
      value: [new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: keyIdentifier.slice().buffer })],
    }),
  };
  /** A DER with one letter of a text in it changed, where that stands last. */
  const respelled = (der: Uint8Array, text: string) => {
    const changed = der.slice();
    const at = Buffer.from(der).lastIndexOf(text);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };
  let root: TestCertificate;
  let signer: TestCertificate;
  beforeAll(async () => {
    root = await testRoot({ name: 'altered-root', extensions: [...CA_EXTENSIONS, subjectKey] });
    const extensions = [...LEAF_EXTENSIONS, authorityKey];
    signer = await testLeaf(root, {
      key: testKey('rsa-3072', 'seal'),
      commonName: 'TEST altered',
      serial: 17,
      extensions,
    });
  });
  const problemsOf = async (by: TestCertificate, certificates: readonly Uint8Array[]) => {
    const cms = forgeCms({ leaf: by, attributes: Object.values(goodAttributes(document, by)), certificates });
    const evidence = await read(cms, ADOBE);
    return evidence.kind === 'read' ? evidence.problems : evidence;
  };

  it('is as its issuer signed it', async () => {
    expect(await problemsOf(signer, [signer.der, root.der])).toEqual([]);
  });

  it('has another name: its key signed soundly, its issuer did not', async () => {
    const altered = { ...signer, der: respelled(signer.der, 'TEST altered') };
    expect(await problemsOf(altered, [altered.der, root.der])).toEqual(['certificate-altered']);
    expect(await problemsOf(altered, [altered.der])).toEqual([]);
  });

  it('is the issuer, and not as it signed itself', async () => {
    const changed = root.der.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await problemsOf(signer, [signer.der, changed])).toEqual(['certificate-altered']);
  });

  it('is of another key of the same authority: nothing is told', async () => {
    const key = testKey('p-256', 'altered-other');
    const other = await testRoot({ name: 'altered-root', key });
    expect(await problemsOf(signer, [signer.der, other.der])).toEqual([]);
  });
});

describe('a good signature', () => {
  it.each([PADES, ADOBE])('is intact and valid, without a problem (%s)', async (subFilter) => {
    expect(await read(good(), subFilter)).toMatchObject({
      kind: 'read',
      of: 'signature',
      intact: true,
      valid: true,
      problems: [],
      warnings: [],
      usage: null,
    });
  });

  it('may leave out the signing-certificate, which is noted where PAdES asks for it', async () => {
    const cms = withAttributes(withoutSigningCertificate);
    const sound = { intact: true, valid: true, problems: [] };
    expect(await read(cms, ADOBE)).toMatchObject({ ...sound, warnings: [] });
    expect(await read(cms)).toMatchObject({ ...sound, warnings: ['signing-certificate-missing'] });
  });

  it('may name its certificate by version 1 of the attribute', async () => {
    const value = attribute(OID.signingCertificate, signingCertificateV1(leaf));
    const cms = withAttributes((attributes) => ({ ...attributes, signingCertificate: value }));
    expect(await read(cms)).toMatchObject({ intact: true, valid: true, problems: [] });
  });

  it.each([3, 6, 9])('may lie in BER, whose attributes are still DER (%d levels)', async (below) => {
    const cms = toBer(readDer(good()), { below });
    const evidence = await read(new Uint8Array([...cms, 0, 0, 0]), ADOBE);
    const problems = below < 6 ? [] : ['attributes-not-der'];
    expect(evidence).toMatchObject({ kind: 'read', intact: true, valid: true, problems, warnings: ['cms-not-der'] });
  });

  it('may be without signed attributes under the older SubFilter', async () => {
    const cms = forgeCms({ leaf, attributes: null, bareContent: document });
    expect(await read(cms, ADOBE)).toMatchObject({ intact: true, valid: true, problems: [] });
    expect(await read(cms)).toMatchObject({ intact: false, valid: false });
    const changed = forgeCms({ leaf, attributes: null, bareContent: other });
    expect(await read(changed, ADOBE)).toMatchObject({ kind: 'read', intact: false, valid: false });
  });

  it('finds its certificate elsewhere in the file', async () => {
    const cms = forgeCms({ leaf, attributes: Object.values(goodAttributes(document, leaf)), certificates: [] });
    expect(await read(cms)).toMatchObject({ kind: 'unreadable', code: 'signer-certificate-missing' });
    const options = { subFilter: PADES, certificates: [leaf.der] };
    expect(await readPdfSignature(cms, digests, options)).toMatchObject({ intact: true, valid: true, problems: [] });
  });

  it('says where a certificate that cannot be read may be its own', async () => {
    const broken = leaf.der.slice(0, -1);
    broken[3] = (broken[3] ?? 0) - 1;
    const attributes = Object.values(goodAttributes(document, leaf));
    const cms = forgeCms({ leaf, attributes, certificates: [sequence(octetString(broken))] });
    expect(await read(cms)).toMatchObject({ kind: 'unreadable', code: 'signer-certificate-unreadable' });
  });

  it.each([
    ['of X.509 version 1', { version: 0, extensions: [] }],
    ['with a negative serial number', { serial: -5 }],
    ['with a KeyUsage that is none', { extensions: [{ oid: OID.keyUsage, critical: true, value: new Null() }] }],
  ])('may be by a certificate %s, which no path will trust', async (_what, recipe) => {
    const signer = await testLeaf(pki.root, { key: testKey('rsa-2048', 'any'), ...recipe });
    const { issuer, serial } = readForeignCertificate(signer.der);
    const { signingCertificate: _ess, ...attributes } = goodAttributes(document, signer);
    const identifier = sequence(issuer, tlv(0x02, serial));
    const cms = forgeCms({ leaf: signer, attributes: Object.values(attributes), identifier });
    const evidence = await read(cms, ADOBE);
    expect(evidence).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [] });
    const chain = { signer: signer.der, others: [], anchors: [pki.root.der], at: TEST_NOW };
    expect(await buildChain(chain)).toMatchObject({ kind: 'chain-invalid' });
  });

  it('warns of a signing-time, which keeps it from the baseline', async () => {
    const time = attribute(OID.signingTime, tlv(0x17, new TextEncoder().encode('260301080000Z')));
    const evidence = await read(withAttributes((attributes) => ({ ...attributes, time })));
    expect(evidence).toMatchObject({ problems: [], warnings: ['signing-time-present'] });
  });
});

describe('a problem is named', () => {
  const broken: readonly [PdfSignatureProblem, string, () => Uint8Array][] = [
    ['attribute-missing', 'no content-type', () => withAttributes(without('contentType'))],
    ['attribute-missing', 'no message-digest', () => withAttributes(without('messageDigest'))],
    ['attribute-repeated', 'two digests', () => withAttributes((a) => ({ ...a, again: a.messageDigest }))],
    ['content-type-wrong', 'another type', () => forgeCms({ leaf, attributes: all(), contentType: OID.tstInfo })],
    ['signer-count', 'two signers', () => forgeCms({ leaf, attributes: all(), signers: 2 })],
    ['cms-trailing-bytes', 'a byte in the padding', () => new Uint8Array([...good(), 0, 0, 1, 0])],
    ['signing-certificate-mismatch', 'another certificate', () => ess(signingCertificate(pki.ec))],
    ['signing-certificate-mismatch', 'another serial number', () => ess(signingCertificate(leaf, pki.ec))],
    ['digest-algorithm-mismatch', 'an unannounced digest', () => announced(OID.sha512)],
    ['algorithm-protection-mismatch', 'another digest', () => protectedBy(OID.sha512, OID.sha256WithRsa)],
    ['algorithm-protection-mismatch', 'another scheme', () => protectedBy(OID.sha256, OID.sha512WithRsa)],
  ];
  const all = () => Object.values(goodAttributes(document, leaf));
  const ess = (value: Uint8Array) =>
    withAttributes((a) => ({ ...a, signingCertificate: attribute(OID.signingCertificateV2, value) }));
  const announced = (digest: string) => forgeCms({ leaf, attributes: all(), announcedDigest: sequence(oid(digest)) });
  const protectedBy = (digest: string, scheme: string) =>
    withAttributes((a) => ({
      ...a,
      protection: attribute(
        OID.cmsAlgorithmProtection,
        sequence(sequence(oid(digest)), contextTag(1, oid(scheme), nullValue())),
      ),
    }));

  it.each(broken)('%s: %s', async (problem, _what, make) => {
    for (const subFilter of [PADES, ADOBE]) {
      const evidence = await read(make(), subFilter);
      expect(evidence).toMatchObject({ kind: 'read', problems: expect.arrayContaining([problem]) });
    }
  });

  it('says when the version 1 attribute names another certificate', async () => {
    const value = attribute(OID.signingCertificate, signingCertificateV1(pki.ec));
    const cms = withAttributes((attributes) => ({ ...attributes, value }));
    expect(await read(cms)).toMatchObject({ problems: ['signing-certificate-mismatch'] });
  });

  it('refuses content of another type without signed attributes', async () => {
    const cms = forgeCms({ leaf, attributes: null, bareContent: document, contentType: OID.tstInfo });
    expect(await read(cms, ADOBE)).toMatchObject({ kind: 'read', problems: ['content-type-wrong'] });
  });

  it('tells a changed document from a changed signature', async () => {
    const changed = await readPdfSignature(good(), (name) => anyDigest(name, other), { subFilter: PADES });
    expect(changed).toMatchObject({ intact: false, valid: true });
    const forged = forgeCms({ leaf, attributes: all(), makeSignature: (_, key) => plain('sha256')(other, key) });
    expect(await read(forged)).toMatchObject({ intact: true, valid: false });
  });

  it.each([new Uint8Array(), new Uint8Array(64), sequence(oid(OID.data))])(
    'reads no signature where there is none (%#)',
    async (bytes) => {
      expect(await read(bytes, ADOBE)).toMatchObject({ kind: 'unreadable' });
      expect(await read(bytes, 'ETSI.RFC3161')).toMatchObject({ kind: 'unreadable' });
    },
  );
});

describe('an algorithm', () => {
  const pss = (digest: string, saltLength: number) => (signed: Uint8Array, key: KeyObject) =>
    new Uint8Array(sign(digest, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }));
  const pssIdentifier = (digest: string, salt: number, mask = digest) =>
    sequence(
      oid(OID.rsaPss),
      sequence(
        contextTag(0, sequence(oid(digest))),
        contextTag(1, sequence(oid(OID.mgf1), sequence(oid(mask)))),
        contextTag(2, integer(salt)),
      ),
    );
  const SHA256 = { name: 'sha256', oid: OID.sha256 };
  const SHA512 = { name: 'sha512', oid: OID.sha512 };
  const SHA3 = { name: 'sha3-256', oid: OID.sha3x256 };

  type Case = readonly [
    string,
    () => Promise<TestCertificate>,
    { readonly name: string; readonly oid: string },
    Uint8Array,
    ReturnType<typeof plain>,
  ];
  const key = (kind: Parameters<typeof testKey>[0]) => () => testLeaf(pki.root, { key: testKey(kind, 'any') });
  const accepted: readonly Case[] = [
    ['RSA-PSS-3072 with SHA-256', async () => leaf, SHA256, pssIdentifier(OID.sha256, 32), pss('sha256', 32)],
    ['RSA-PSS-2048 with SHA-512', key('pss-2048'), SHA512, pssIdentifier(OID.sha512, 20), pss('sha512', 20)],
    ['RSA-3072 with SHA3-256', async () => leaf, SHA3, sequence(oid(OID.sha3x256WithRsa)), plain('sha3-256')],
    ['RSA-PSS-3072 with SHA3-256', async () => leaf, SHA3, pssIdentifier(OID.sha3x256, 32), pss('sha3-256', 32)],
    ['ECDSA P-384 with SHA-512', key('p-384'), SHA512, sequence(oid(OID.ecdsaWithSha512)), plain('sha512')],
    ['ECDSA P-521 with SHA-512', key('p-521'), SHA512, sequence(oid(OID.ecPublicKey)), plain('sha512')],
    ['ECDSA P-256 with SHA3-256', key('p-256'), SHA3, sequence(oid(OID.ecdsaWithSha3x256)), plain('sha3-256')],
    [
      'Ed25519',
      key('ed25519'),
      SHA512,
      sequence(oid(OID.ed25519)),
      (signed, privateKey) => new Uint8Array(sign(null, signed, privateKey)),
    ],
  ];

  it.each(accepted)('is understood: %s', async (name, signer, digest, algorithm, make) => {
    const certificate = await signer();
    const cms = forgeWith(certificate, digest, algorithm, make);
    expect(await read(cms)).toMatchObject({
      kind: 'read',
      intact: true,
      valid: true,
      problems: [],
      algorithm: { name },
    });
    const spoilt = forgeWith(certificate, digest, algorithm, (_, privateKey) => make(other, privateKey));
    expect(await read(spoilt)).toMatchObject({ kind: 'read', intact: true, valid: false });
    const changed = forgeWith(certificate, digest, algorithm, make, other);
    expect(await read(changed)).toMatchObject({ kind: 'read', intact: false, valid: true });
  });

  const refused: readonly [string, ...Case][] = [
    ['digest-refused', 'SHA-1', async () => leaf, { name: 'sha1', oid: OID.sha1 }, rsa(OID.sha1WithRsa), plain('sha1')],
    ['digest-refused', 'MD5', async () => leaf, { name: 'md5', oid: OID.md5 }, rsa(OID.md5WithRsa), plain('md5')],
    [
      'digest-refused',
      'SHA-224',
      async () => leaf,
      { name: 'sha224', oid: OID.sha224 },
      rsa(OID.sha224WithRsa),
      plain('sha224'),
    ],
    ['algorithm-refused', 'RSA-1024 with SHA-256', key('rsa-1024'), SHA256, rsa(OID.sha256WithRsa), plain('sha256')],
  ];
  function rsa(scheme: string) {
    return sequence(oid(scheme), nullValue());
  }

  it.each(refused)('is unsupported with %s: %s', async (code, detail, signer, digest, algorithm, make) => {
    const certificate = await signer();
    const evidence = await read(forgeWith(certificate, digest, algorithm, make));
    expect(evidence).toMatchObject({ kind: 'unsupported', code, detail, intact: true, valid: true });
  });

  it.each(refused)(
    'is called broken where it is that too (%s: %s)',
    async (_c, _d, signer, digest, algorithm, make) => {
      const certificate = await signer();
      const changed = forgeWith(certificate, digest, algorithm, make, other);
      expect(await read(changed)).toMatchObject({ kind: 'read', intact: false, valid: true });
      const spoilt = forgeWith(certificate, digest, algorithm, (_, privateKey) => make(other, privateKey));
      expect(await read(spoilt)).toMatchObject({ kind: 'read', intact: true, valid: false });
    },
  );

  it.each([
    ['curve-unsupported', 'EC key on 1.3.132.0.33', 'p-224', sequence(oid(OID.ecdsaWithSha256)), plain('sha256')],
    [
      'algorithm-unsupported',
      'RSA-PSS with unusual parameters',
      'rsa-3072',
      pssIdentifier(OID.sha256, 32, OID.sha512),
      pss('sha256', 32),
    ],
    ['algorithm-unsupported', 'DSA', 'rsa-3072', sequence(oid(OID.dsa)), plain('sha256')],
  ] as const)('that nothing here computes is %s: %s', async (code, detail, kind, algorithm, make) => {
    const signer = await testLeaf(pki.root, { key: testKey(kind, 'any') });
    const evidence = await read(forgeWith(signer, SHA256, algorithm, make));
    expect(evidence).toMatchObject({ kind: 'unsupported', code, detail, intact: true, valid: null });
    expect(await read(forgeWith(signer, SHA256, algorithm, make, other))).toMatchObject({
      kind: 'read',
      intact: false,
    });
  });

  it('that nothing here computes is no wrong value, whatever else is wrong', async () => {
    const signer = await testLeaf(pki.root, { key: testKey('p-224', 'any') });
    const { contentType: _type, protection: _protection, ...attributes } = goodAttributes(document, signer);
    const cms = forgeCms({
      leaf: signer,
      attributes: Object.values(attributes),
      signatureAlgorithm: sequence(oid(OID.ecdsaWithSha256)),
      makeSignature: plain('sha256'),
    });
    expect(await read(cms)).toMatchObject({
      kind: 'read',
      intact: true,
      valid: null,
      notComputed: 'curve-unsupported',
      problems: ['attribute-missing'],
    });
  });

  it('of another family than the key verifies nothing', async () => {
    const cms = forgeWith(pki.ec, SHA256, sequence(oid(OID.sha256WithRsa), nullValue()), plain('sha256'));
    expect(await read(cms)).toMatchObject({ kind: 'read', valid: false });
  });

  it('that a key is not for verifies nothing', async () => {
    const signer = await testLeaf(pki.root, { key: testKey('pss-2048', 'any') });
    const cms = forgeWith(signer, SHA256, rsa(OID.sha256WithRsa), pss('sha256', 32));
    expect(await read(cms)).toMatchObject({ kind: 'read', valid: false });
  });
});

describe('a SubFilter', () => {
  it.each(['adbe.x509.rsa_sha1', 'abcde', ''])('that is unknown is unsupported (%s)', async (subFilter) => {
    const evidence = await read(good(), subFilter);
    expect(evidence).toMatchObject({ kind: 'unsupported', code: 'subfilter-unsupported', detail: subFilter });
  });

  const sha1Cms = (content: Uint8Array | null, attributes: boolean) => {
    const parts = Object.values(goodAttributes(content ?? new Uint8Array(), leaf));
    return forgeCms({ leaf, attributes: attributes ? parts : null, ...(content === null ? {} : { content }) });
  };

  it.each([true, false])('adbe.pkcs7.sha1 is refused for its SHA-1 (signed attributes: %s)', async (attributes) => {
    const evidence = await read(sha1Cms(sha1(document), attributes), 'adbe.pkcs7.sha1');
    expect(evidence).toMatchObject({ kind: 'unsupported', code: 'digest-refused', intact: true, valid: true });
  });

  it.each([true, false])('adbe.pkcs7.sha1 over other bytes is broken (signed attributes: %s)', async (attributes) => {
    const evidence = await read(sha1Cms(sha1(other), attributes), 'adbe.pkcs7.sha1');
    expect(evidence).toMatchObject({ kind: 'read', intact: false, valid: true });
  });

  it('adbe.pkcs7.sha1 without its content is broken', async () => {
    const evidence = await read(sha1Cms(null, true), 'adbe.pkcs7.sha1');
    expect(evidence).toMatchObject({ kind: 'read', intact: false, problems: ['content-missing'] });
  });
});

describe('a signature-time-stamp', () => {
  type Change = Partial<Parameters<typeof forgeTimeStamp>[0]>;
  const stamped = (change: Change = {}, tokens = 1) =>
    forgeCms({
      leaf,
      attributes: Object.values(goodAttributes(document, leaf)),
      unsignedAttributes: (signature) => {
        const token = forgeTimeStamp({ tsa, stamped: signature, ...change });
        return [sequence(oid(OID.signatureTimeStamp), setOf(Array.from({ length: tokens }, () => token)))];
      },
    });

  it('is read with the authority that made it', async () => {
    const evidence = await read(stamped());
    expect(evidence).toMatchObject({
      kind: 'read',
      problems: [],
      signatureTimeStamps: [{ of: 'timestamp', intact: true, valid: true, timeStamp: { tsaUsage: true } }],
    });
  });

  it.each<[PdfSignatureProblem, string, Change]>([
    ['timestamp-imprint-mismatch', 'over another signature', { stamped: other }],
    ['timestamp-invalid', 'its time changed', { forgedGenTime: '20200101000000Z' }],
    ['timestamp-malformed', 'its time no time', { genTime: '20261301000000Z' }],
    ['timestamp-malformed', 'of another content type', { contentType: OID.data }],
  ])('makes a signature suspect: %s, %s', async (problem, _what, change) => {
    const evidence = await read(stamped(change));
    expect(evidence).toMatchObject({ kind: 'read', intact: true, valid: true, problems: [problem] });
  });

  it('is bounded in number', async () => {
    const evidence = await read(stamped({}, 5));
    expect(evidence).toMatchObject({ kind: 'unsupported', code: 'der-limit-exceeded', detail: 'time-stamps 4' });
  });

  it('by a refused digest makes the signature unsupported, and proves no time', async () => {
    const evidence = await read(stamped({ imprintDigest: { name: 'sha1', oid: OID.sha1 } }));
    expect(evidence).toMatchObject({ kind: 'unsupported', code: 'digest-refused', intact: true, valid: true });
  });

  it('without its TSA’s certificate proves nothing, and spoils nothing', async () => {
    const evidence = await read(stamped({ certificates: [] }));
    expect(evidence).toMatchObject({ kind: 'read', problems: [], warnings: ['timestamp-unsupported'] });
  });
});

describe('what every reader understands alike is said, and no problem', () => {
  const all = () => Object.values(goodAttributes(document, leaf));
  const reversed = () => all().toReversed();
  const inDer = (bytes: Uint8Array) => (_: Uint8Array, key: KeyObject) => plain('sha256')(bytes, key);
  const sound = { kind: 'read', intact: true, valid: true, problems: [] };

  it('content inside, which is not used', async () => {
    const cms = forgeCms({ leaf, attributes: all(), content: document });
    expect(await read(cms)).toMatchObject({ ...sound, warnings: ['content-embedded'] });
  });

  it('signed attributes in another order, signed as they were sent or over DER', async () => {
    const sent = forgeCms({ leaf, attributes: reversed(), unsorted: true });
    const sorted = forgeCms({ leaf, attributes: reversed(), unsorted: true, makeSignature: inDer(setOf(all())) });
    for (const cms of [sent, sorted]) {
      expect(await read(cms)).toMatchObject({ ...sound, warnings: ['attributes-unsorted'] });
    }
  });

  it('but not a signature over any order, nor another one than was sent', async () => {
    const [first, ...rest] = all();
    const third = tlv(0x31, ...rest, first ?? new Uint8Array());
    const cms = forgeCms({ leaf, attributes: reversed(), unsorted: true, makeSignature: inDer(third) });
    expect(await read(cms)).toMatchObject({ intact: true, valid: false });
    const sorted = forgeCms({ leaf, attributes: all(), makeSignature: inDer(tlv(0x31, ...reversed())) });
    expect(await read(sorted)).toMatchObject({ intact: true, valid: false });
  });

  const indefinite = (content: Uint8Array) => Uint8Array.of(0x30, 0x80, ...content, 0, 0);
  const archival = (list: Uint8Array) => attribute(OID.adobeRevocationInfo, sequence(contextTag(0, sequence(list))));

  it('revocation data in BER among the signed attributes, which others encoded', async () => {
    const list = sequence(integer(1));
    const attributes = [...all(), archival(indefinite(integer(1)))];
    const over = setOf([...all(), archival(list)]);
    const asSent = forgeCms({ leaf, attributes });
    const inOne = forgeCms({ leaf, attributes, makeSignature: inDer(over) });
    for (const cms of [asSent, inOne]) {
      expect(await read(cms)).toMatchObject({ ...sound, warnings: expect.arrayContaining(['revocation-not-der']) });
    }
    const [type, values] = [oid(OID.cmsAlgorithmProtection), setOf([sequence()])];
    const own = forgeCms({ leaf, attributes: [...all(), indefinite(new Uint8Array([...type, ...values]))] });
    expect(await read(own)).toMatchObject({ problems: expect.arrayContaining(['attributes-not-der']) });
  });

  it('a time-stamp in BER, whose own octets were signed', async () => {
    const unsignedAttributes = (signature: Uint8Array) => {
      const token = toBer(readDer(forgeTimeStamp({ tsa, stamped: signature })), { below: 3 });
      return [sequence(oid(OID.signatureTimeStamp), setOf([token]))];
    };
    const evidence = await read(forgeCms({ leaf, attributes: all(), unsignedAttributes }));
    expect(evidence).toMatchObject({ ...sound, warnings: ['cms-not-der', 'cms-not-der'] });
    expect(evidence).toMatchObject({ signatureTimeStamps: [{ intact: true, valid: true, problems: [] }] });
  });

  it('an extension in a time-stamp', async () => {
    const extensions = contextTag(1, sequence(oid('1.3.6.1.5.5.7.1.3'), octetString(sequence())));
    const unsignedAttributes = (signature: Uint8Array) => {
      const token = forgeTimeStamp({ tsa, stamped: signature, extensions });
      return [sequence(oid(OID.signatureTimeStamp), setOf([token]))];
    };
    const evidence = await read(forgeCms({ leaf, attributes: all(), unsignedAttributes }));
    expect(evidence).toMatchObject({ ...sound, warnings: ['timestamp-extensions'] });
  });
});

describe('what is beyond the bounds of the reader is not wrong', () => {
  it.each<[string, string, () => Uint8Array]>([
    ['cms-too-large', 'bytes 1048576', () => new Uint8Array(1024 * 1024 + 1)],
    ['der-limit-exceeded', 'nodes 20000', () => sequence(...Array.from({ length: 30_000 }, () => integer(1)))],
    [
      'der-limit-exceeded',
      'depth 32',
      () => Array.from({ length: 40 }).reduce<Uint8Array>((deep) => sequence(deep), sequence()),
    ],
    ['der-limit-exceeded', 'certificates 32', () => manyCertificates()],
  ])('%s: %s', async (code, detail, make) => {
    for (const subFilter of [ADOBE, 'ETSI.RFC3161']) {
      const evidence = await read(make(), subFilter);
      expect(evidence).toMatchObject({ kind: 'unsupported', code, detail, intact: null, valid: null });
    }
  });

  const manyCertificates = () =>
    forgeCms({
      leaf,
      attributes: Object.values(goodAttributes(document, leaf)),
      certificates: Array.from({ length: 33 }, () => leaf.der),
    });
});

describe('a certificate that is not found', () => {
  const without = (certificates: readonly Uint8Array[]) =>
    read(forgeCms({ leaf, attributes: Object.values(goodAttributes(document, leaf)), certificates }));
  /** Makes the first date none. */
  const spoiled = (der: Uint8Array) => {
    const bytes = der.slice();
    const at = bytes.findIndex((byte, index) => byte === 0x17 && bytes[index + 1] === 13);
    bytes[at + 2] = 0x58;
    return bytes;
  };

  it('is missing where all others can be told to be others', async () => {
    expect(await without([])).toMatchObject({ kind: 'unreadable', code: 'signer-certificate-missing' });
    expect(await without([pki.ec.der])).toMatchObject({ code: 'signer-certificate-missing' });
    expect(await without([spoiled(pki.ec.der)])).toMatchObject({ code: 'signer-certificate-missing' });
  });

  it('is unreadable where it is there, or may be', async () => {
    expect(await without([spoiled(leaf.der)])).toMatchObject({ code: 'signer-certificate-unreadable' });
    expect(await without([sequence(integer(1))])).toMatchObject({ code: 'signer-certificate-unreadable' });
  });
});

describe('embedded octets', () => {
  it('of a content are never taken for the document', async () => {
    const attributes = Object.values(goodAttributes(other, leaf));
    const cms = forgeCms({ leaf, attributes, content: other });
    expect(await read(cms, ADOBE)).toMatchObject({ intact: false, problems: ['content-embedded'] });
    const bare = forgeCms({ leaf, attributes: null, content: octetString(other) });
    expect(await read(bare, ADOBE)).toMatchObject({ kind: 'read', intact: false, valid: false });
  });
});

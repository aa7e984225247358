/**
 * A disposable PKI for tests, made with pkijs: another writer than the code under test reads with. Keys are made once
 * and kept in `.tmp/test-keys` (never committed); certificates and lists are made anew with every run.
 */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { readDer } from '#core/asn1/der.ts';
import { contextTag, nullValue, octetString, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { buildSignedAttributes } from '#core/cms/build-signed-attributes.ts';
import { buildSignedData } from '#core/cms/build-signed-data.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { subjectPublicKey } from '#core/x509/public-key.ts';
import { type SealingAlgorithm, sealingDigest } from '#core/x509/sealing-algorithm.ts';
import type { Resigner } from './resign.ts';

/** The instant at which the tests judge; everything below is valid then unless it says otherwise. */
export const TEST_NOW = '2026-03-01T08:00:00.000Z';

export type TestKeyKind =
  | 'rsa-4096'
  | 'rsa-3072'
  | 'rsa-2048'
  | 'rsa-1024'
  | 'pss-2048'
  | 'p-256'
  | 'p-384'
  | 'p-521'
  | 'p-224'
  | 'ed25519';

const KEY_FOLDER = join(import.meta.dirname, '../../.tmp/test-keys');

/** The test key of that kind and name: the same for every test that asks. */
export function testKey(kind: TestKeyKind, name: string): KeyObject {
  const file = join(KEY_FOLDER, `${kind}-${name}.pem`);
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    const { privateKey } = newKeyPair(kind);
    mkdirSync(KEY_FOLDER, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
    return createPrivateKey(readFileSync(file));
  }
}

function newKeyPair(kind: TestKeyKind): { privateKey: KeyObject } {
  const [family, size] = kind.split('-');
  if (family === 'ed25519') return generateKeyPairSync('ed25519');
  if (family === 'pss') return generateKeyPairSync('rsa-pss', { modulusLength: Number(size) });
  if (family === 'rsa') return generateKeyPairSync('rsa', { modulusLength: Number(size) });
  return generateKeyPairSync('ec', { namedCurve: `P-${size}` });
}

/** A certificate with its private key. */
export type TestCertificate = { readonly der: Uint8Array; readonly key: KeyObject };

export type TestExtension = { readonly oid: string; readonly critical: boolean; readonly value: asn1js.BaseBlock };

export type CertificateRecipe = {
  readonly key: KeyObject;
  readonly commonName: string;
  /** Further subject attributes by OID. */
  readonly subject?: Readonly<Record<string, string>>;
  /** DER of the whole subject, in place of all of these. */
  readonly rawSubject?: Uint8Array;
  /** Null for a self-signed certificate. */
  readonly issuer: TestCertificate | null;
  readonly serial?: number;
  /** As encoded: 2 is version 3, which it is unless given. */
  readonly version?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly digest?: string;
  /** Signs with RSASSA-PSS. */
  readonly pss?: boolean;
  /** Writes the dates as GeneralizedTime, whatever the year. */
  readonly generalizedTime?: boolean;
  /** Writes the point of a P-256 key compressed (SEC 1 §2.3.3). */
  readonly compressedPoint?: boolean;
  readonly extensions: readonly TestExtension[];
};

/** Issues a certificate as the recipe says, whatever it says. */
export async function issueCertificate(recipe: CertificateRecipe): Promise<TestCertificate> {
  const certificate = new pkijs.Certificate();
  certificate.version = recipe.version ?? 2;
  certificate.serialNumber = new asn1js.Integer({ value: recipe.serial ?? 4711 });
  certificate.subject =
    recipe.rawSubject === undefined
      ? testName({ [OID.commonName]: recipe.commonName, ...recipe.subject })
      : pkijs.RelativeDistinguishedNames.fromBER(recipe.rawSubject.slice());
  certificate.issuer =
    recipe.issuer === null ? certificate.subject : pkijs.Certificate.fromBER(recipe.issuer.der.slice()).subject;
  certificate.notBefore.value = new Date(recipe.notBefore ?? '2026-01-01T00:00:00Z');
  certificate.notAfter.value = new Date(recipe.notAfter ?? '2029-01-01T00:00:00Z');
  if (recipe.generalizedTime) {
    certificate.notBefore.type = pkijs.TimeType.GeneralizedTime;
    certificate.notAfter.type = pkijs.TimeType.GeneralizedTime;
  }
  certificate.subjectPublicKeyInfo = publicKeyInfo(recipe.key, recipe.compressedPoint);
  certificate.extensions = identified(recipe).map(
    ({ oid, critical, value }) => new pkijs.Extension({ extnID: oid, critical, extnValue: value.toBER(false) }),
  );
  const digest = recipe.digest ?? 'SHA-256';
  const signer = await webKey(recipe.issuer?.key ?? recipe.key, digest, recipe.pss ?? false);
  await certificate.sign(signer, digest);
  return { der: new Uint8Array(certificate.toSchema(true).toBER(false)), key: recipe.key };
}

/** Every CA names its key (RFC 5280 §4.2.1.2), unless the recipe does. */
function identified({ extensions, key }: CertificateRecipe): readonly TestExtension[] {
  const isCa = extensions.some(({ oid, value }) => oid === OID.basicConstraints && isTrueFirst(value));
  if (!isCa || extensions.some(({ oid }) => oid === OID.subjectKeyIdentifier)) return extensions;
  const identifier = createHash('sha1')
    .update(subjectPublicKey(keyInfoOf(key)))
    .digest();
  return [
    ...extensions,
    { oid: OID.subjectKeyIdentifier, critical: false, value: new asn1js.OctetString({ valueHex: identifier }) },
  ];
}

/** Whether a SEQUENCE begins with TRUE. */
function isTrueFirst(value: asn1js.BaseBlock): boolean {
  return readDer(new Uint8Array(value.toBER(false))).children[0]?.tag === 0x01;
}

/** SubjectPublicKeyInfo in DER, of a private key too. */
function keyInfoOf(key: KeyObject): Uint8Array<ArrayBuffer> {
  const publicKey = key.type === 'public' ? key : createPublicKey(key);
  return new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
}

function publicKeyInfo(key: KeyObject, compressed = false): pkijs.PublicKeyInfo {
  const info = pkijs.PublicKeyInfo.fromBER(keyInfoOf(key));
  if (!compressed) return info;
  const point = new Uint8Array(info.subjectPublicKey.valueBlock.valueHexView);
  const parity = 2 + ((point.at(-1) ?? 0) & 1);
  info.subjectPublicKey = new asn1js.BitString({
    valueHex: Uint8Array.of(parity, ...point.subarray(1, 1 + (point.length - 1) / 2)).buffer,
  });
  return info;
}

/** A Name of UTF8Strings, each attribute a relative name of its own (pkijs would put them all into one). */
export function testName(attributes: Readonly<Record<string, string>>): pkijs.RelativeDistinguishedNames {
  const relatives = Object.entries(attributes).map(([type, value]) =>
    setOf([sequence(oid(type), tlv(0x0c, new TextEncoder().encode(value)))]),
  );
  return pkijs.RelativeDistinguishedNames.fromBER(sequence(...relatives));
}

/** The key for WebCrypto. */
function webKey(key: KeyObject, hash: string, pss: boolean): Promise<CryptoKey> {
  const pkcs8 = new Uint8Array(key.export({ type: 'pkcs8', format: 'der' }));
  const curve = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }[
    key.asymmetricKeyDetails?.namedCurve ?? ''
  ];
  const algorithm =
    curve === undefined ? { name: pss ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', hash } : { name: 'ECDSA', namedCurve: curve };
  return crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
}

/** BasicConstraints, critical. */
export function caExtension(ca: boolean, pathLength?: number): TestExtension {
  const constraints = new pkijs.BasicConstraints({
    cA: ca,
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
  });
  return { oid: OID.basicConstraints, critical: true, value: constraints.toSchema() };
}

const USAGE_BITS = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyEncipherment: 0x20,
  keyCertSign: 0x04,
  cRLSign: 0x02,
};

/** KeyUsage, critical. */
export function usageExtension(...uses: readonly (keyof typeof USAGE_BITS)[]): TestExtension {
  const octet = uses.reduce((sum, use) => sum | USAGE_BITS[use], 0);
  const unusedBits = octet === 0 ? 0 : 31 - Math.clz32(octet & -octet);
  const value = new asn1js.BitString({ valueHex: Uint8Array.of(octet).buffer, unusedBits });
  return { oid: OID.keyUsage, critical: true, value };
}

/** ExtKeyUsage. */
export function purposeExtension(...purposes: readonly string[]): TestExtension {
  const value = new pkijs.ExtKeyUsage({ keyPurposes: [...purposes] }).toSchema();
  return { oid: OID.extKeyUsage, critical: false, value };
}

/** Any extension, of the DER inside it. */
export function derExtension(oid: string, critical: boolean, der: Uint8Array): TestExtension {
  return { oid, critical, value: asn1js.fromBER(der).result };
}

export const CA_EXTENSIONS = [caExtension(true), usageExtension('keyCertSign', 'cRLSign')];
export const LEAF_EXTENSIONS = [caExtension(false), usageExtension('digitalSignature', 'nonRepudiation')];

/** A self-signed CA; `name` picks both its key and its name unless `commonName` says otherwise. */
export function testRoot(recipe: Partial<CertificateRecipe> & { readonly name: string }): Promise<TestCertificate> {
  return issueCertificate({
    key: testKey('p-256', recipe.name),
    commonName: `TEST ${recipe.name}`,
    issuer: null,
    notBefore: '2025-01-01T00:00:00Z',
    notAfter: '2035-01-01T00:00:00Z',
    extensions: CA_EXTENSIONS,
    ...recipe,
  });
}

/** A text in an extension, as a string of that tag, UTF8String unless given. */
export function textExtension(type: string, text: string, tag = 0x0c): TestExtension {
  return derExtension(type, false, tlv(tag, new TextEncoder().encode(text)));
}

/** How authorities name a company, by the name of the convention: what of a recipe differs. */
export function namedBy(
  convention: string,
  { name, uscc }: { readonly name: string; readonly uscc: string },
): Partial<CertificateRecipe> {
  if (convention === 'cfca')
    return { commonName: `051@${name}@N${uscc}@1`, subject: { [OID.organization]: 'TEST CFCA OCA31' } };
  if (convention === 'code-before-name')
    return { commonName: 'TEST seal', subject: { [OID.organization]: `${uscc}${name}` } };
  if (convention === 'cn-name')
    return {
      commonName: name,
      subject: {},
      extensions: [...LEAF_EXTENSIONS, textExtension('1.2.156.10260.4.1.4', uscc)],
    };
  return {
    commonName: 'TEST seal',
    subject: { [OID.organization]: name, [OID.organizationIdentifier]: `NTRCN-${uscc}` },
  };
}

/** The subject of a TEST manufacturer. */
export const TEST_SUBJECT = {
  [OID.organization]: '星汉汽车（测试）有限公司',
  [OID.organizationIdentifier]: 'NTRCN-91350200M0000TEX1H',
};

/** A seal certificate of a TEST manufacturer. */
export function testLeaf(issuer: TestCertificate, recipe: Partial<CertificateRecipe> = {}): Promise<TestCertificate> {
  return issueCertificate({
    key: testKey('p-256', 'leaf'),
    commonName: 'TEST seal',
    subject: TEST_SUBJECT,
    issuer,
    extensions: LEAF_EXTENSIONS,
    ...recipe,
  });
}

export type CrlRecipe = {
  /** Whose key signs. */
  readonly signer: TestCertificate;
  /** Whose name stands in it; the signer's unless given. */
  readonly issuer?: TestCertificate;
  readonly thisUpdate?: string;
  /** Null leaves it out. */
  readonly nextUpdate?: string | null;
  readonly digest?: string;
  readonly revoked?: readonly {
    readonly serial: number;
    readonly at: string;
    /** Code of CRLReason. */
    readonly reason?: number;
    readonly extensions?: readonly TestExtension[];
  }[];
  readonly extensions?: readonly TestExtension[];
};

/** A certificate revocation list in DER. */
export async function issueCrl(recipe: CrlRecipe): Promise<Uint8Array> {
  const crl = new pkijs.CertificateRevocationList();
  crl.version = 1;
  crl.issuer = pkijs.Certificate.fromBER((recipe.issuer ?? recipe.signer).der.slice()).subject;
  crl.thisUpdate = new pkijs.Time({ value: new Date(recipe.thisUpdate ?? '2026-02-28T00:00:00Z') });
  if (recipe.nextUpdate !== null) {
    crl.nextUpdate = new pkijs.Time({ value: new Date(recipe.nextUpdate ?? '2026-03-07T00:00:00Z') });
  }
  if (recipe.revoked !== undefined) crl.revokedCertificates = recipe.revoked.map(revokedEntry);
  const number = { oid: OID.crlNumber, critical: false, value: new asn1js.Integer({ value: 1 }) };
  crl.crlExtensions = pkiExtensions([number, ...(recipe.extensions ?? [])]);
  const digest = recipe.digest ?? 'SHA-256';
  await crl.sign(await webKey(recipe.signer.key, digest, false), digest);
  return new Uint8Array(crl.toSchema(true).toBER(false));
}

function revokedEntry(entry: NonNullable<CrlRecipe['revoked']>[number]): pkijs.RevokedCertificate {
  const reason = { oid: OID.reasonCode, critical: false, value: new asn1js.Enumerated({ value: entry.reason ?? 0 }) };
  const extensions = [...(entry.reason === undefined ? [] : [reason]), ...(entry.extensions ?? [])];
  return new pkijs.RevokedCertificate({
    userCertificate: new asn1js.Integer({ value: entry.serial }),
    revocationDate: new pkijs.Time({ value: new Date(entry.at) }),
    ...(extensions.length === 0 ? {} : { crlEntryExtensions: pkiExtensions(extensions) }),
  });
}

function pkiExtensions(extensions: readonly TestExtension[]): pkijs.Extensions {
  return new pkijs.Extensions({
    extensions: extensions.map(
      ({ oid, critical, value }) => new pkijs.Extension({ extnID: oid, critical, extnValue: value.toBER(false) }),
    ),
  });
}

/** SHA-256, and the function of it that `readSignedData` asks for, over the same document. */
export function digestsOf(document: Uint8Array) {
  return async (algorithm: 'SHA-256' | 'SHA-384' | 'SHA-512'): Promise<Uint8Array> =>
    new Uint8Array(createHash(algorithm.replace('-', '')).update(document).digest());
}

/** A CMS over a document, built by the code under test. */
export async function sealDocument(
  document: Uint8Array,
  leaf: TestCertificate,
  chain: readonly TestCertificate[],
  algorithm: SealingAlgorithm = leaf.key.asymmetricKeyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-p256-sha256',
): Promise<Uint8Array> {
  const hash = sealingDigest(algorithm);
  const digest = await digestsOf(document)(hash);
  const signedAttributes = await buildSignedAttributes({ digest, certificate: leaf.der, algorithm });
  return buildSignedData({
    signedAttributes,
    signature: signAs(algorithm, signedAttributes, leaf.key),
    algorithm,
    certificate: leaf.der,
    chain: chain.map(({ der }) => der),
  });
}

function signAs(algorithm: SealingAlgorithm, bytes: Uint8Array, key: KeyObject): Uint8Array {
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return new Uint8Array(sign(sealingDigest(algorithm), bytes, algorithm === 'rsa-pss-sha256' ? pss : key));
}

/** Root, an RSA-3072 and a P-256 seal certificate under it, and a list that revokes neither. */
export type TestPki = {
  readonly root: TestCertificate;
  readonly rsa: TestCertificate;
  readonly ec: TestCertificate;
  readonly crl: Uint8Array;
};

export async function testPki(): Promise<TestPki> {
  const root = await testRoot({ name: 'root', key: testKey('rsa-3072', 'root') });
  const rsa = await testLeaf(root, { key: testKey('rsa-3072', 'leaf'), serial: 1001 });
  const ec = await testLeaf(root, { serial: 1002 });
  return { root, rsa, ec, crl: await issueCrl({ signer: root }) };
}

export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

export type OcspRecipe = {
  /** Whose key signs and whose name stands in it. */
  readonly responder: TestCertificate;
  readonly issuer: TestCertificate;
  readonly certificate: TestCertificate;
  /** Complete CertStatus; good unless given. */
  readonly status?: Uint8Array;
  /** GeneralizedTime. */
  readonly thisUpdate?: string;
  /** Null leaves it out. */
  readonly nextUpdate?: string | null;
  /** Node's name and the OID of the CertID's digest. */
  readonly idDigest?: { readonly name: string; readonly oid: string };
  readonly byKey?: boolean;
  readonly digest?: string;
  /** Signs instead of the responder's key. */
  readonly signer?: Resigner;
  readonly certificates?: readonly TestCertificate[];
  /** Complete Extensions. */
  readonly extensions?: Uint8Array;
  readonly singleExtensions?: Uint8Array;
};

/** An OCSPResponse (RFC 6960 §4.2) in DER, signed with ECDSA or PKCS#1. */
export function issueOcsp(recipe: OcspRecipe): Uint8Array {
  const { responder, issuer } = recipe;
  const time = (text: string) => tlv(0x18, new TextEncoder().encode(text));
  const { name, oid: idOid } = recipe.idDigest ?? { name: 'sha1', oid: OID.sha1 };
  const hash = (algorithm: string, octets: Uint8Array) => octetString(createHash(algorithm).update(octets).digest());
  const { subject } = readCertificate(issuer.der);
  const serial = tlv(0x02, readCertificate(recipe.certificate.der).serial);
  const next = recipe.nextUpdate === undefined ? '20260307000000Z' : recipe.nextUpdate;
  const answer = sequence(
    sequence(sequence(oid(idOid)), hash(name, subject), hash(name, keyBits(issuer)), serial),
    recipe.status ?? tlv(0x80),
    time(recipe.thisUpdate ?? '20260228000000Z'),
    ...(next === null ? [] : [contextTag(0, time(next))]),
    ...(recipe.singleExtensions === undefined ? [] : [contextTag(1, recipe.singleExtensions)]),
  );
  const signed = sequence(
    recipe.byKey
      ? contextTag(2, hash('sha1', keyBits(responder)))
      : contextTag(1, readCertificate(responder.der).subject),
    time('20260228000000Z'),
    sequence(answer),
    ...(recipe.extensions === undefined ? [] : [contextTag(1, recipe.extensions)]),
  );
  const rsa = responder.key.asymmetricKeyType === 'rsa';
  const digest = recipe.digest ?? 'sha256';
  const schemes = { sha1: [OID.sha1WithRsa, OID.ecdsaWithSha1], sha256: [OID.sha256WithRsa, OID.ecdsaWithSha256] };
  const scheme = schemes[digest as keyof typeof schemes][rsa ? 0 : 1] ?? '';
  const signer = recipe.signer ?? {
    algorithm: sequence(oid(scheme), ...(rsa ? [nullValue()] : [])),
    sign: (octets: Uint8Array) => sign(digest, octets, responder.key),
  };
  const basic = sequence(
    signed,
    signer.algorithm,
    tlv(0x03, Uint8Array.of(0), signer.sign(signed)),
    ...(recipe.certificates === undefined
      ? []
      : [contextTag(0, sequence(...recipe.certificates.map(({ der }) => der)))]),
  );
  return sequence(tlv(0x0a, Uint8Array.of(0)), contextTag(0, sequence(oid(OID.ocspBasic), octetString(basic))));
}

/** By the certificate: one that was written again may hold another key than the one it was made with. */
function keyBits({ der }: TestCertificate): Uint8Array {
  return subjectPublicKey(readCertificate(der).publicKey.spki);
}

import { beyond, type DerNode, encoded, octetsOf, readBer, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, oidOf, serialOctets, smallInteger } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '#core/x509/signature-scheme.ts';

/** A SignedData (RFC 5652 §5.1) as it lies in the bytes; nothing in it has been judged. */
export type SignedData = {
  /** Whether every octet of it is DER. */
  readonly der: boolean;
  /** How much of the input it takes, in bytes. */
  readonly length: number;
  /** OID.signedData, or its twin of GB/T 35275. */
  readonly type: string;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  readonly contentEmbedded: boolean;
  /** The octets of eContent; null where it is absent or no whole OCTET STRING. */
  readonly content: Uint8Array | null;
  /** DER of the X.509 certificates, in their order. */
  readonly certificates: readonly Uint8Array[];
  /** The RevocationInfoChoices (RFC 5652 §10.2.1), each as it lies there. */
  readonly revocationInfo: readonly DerNode[];
  readonly signers: readonly SignerInfo[];
};

/** RFC 5652 §5.3. */
export type SignerInfo = {
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes: DerNode | null;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: DerNode | null;
};

export type SignerIdentifier =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: Uint8Array; readonly serial: Uint8Array }
  | { readonly kind: 'key-identifier'; readonly keyIdentifier: Uint8Array };

/** Not a SignedData at all: the code says in what way. */
export type NotSignedData = { readonly problem: SignatureProblem };

const MAX_CERTIFICATES = 32;
const MAX_SIGNERS = 8;
const FIELD_0 = 0xa0;
const FIELD_1 = 0xa1;
const KEY_IDENTIFIER_FIELD = 0x80;

/** Reads the SignedData at the start of `bytes`. Throws `der-malformed` for what is no ASN.1 or beyond the bounds. */
export function readSignedDataStructure(bytes: Uint8Array): SignedData | NotSignedData {
  return signedDataOf(readBer(bytes));
}

/** In China the structure has a name of its own, and nothing else in it is different (GB/T 35275 §9). */
const TYPES: readonly string[] = [OID.signedData, OID.gmSignedData];

/** The same, of bytes that were parsed before. */
export function signedDataOf({ node, der }: ReturnType<typeof readBer>): SignedData | NotSignedData {
  const [type, wrapped] = node.children;
  const name = node.tag === TAG.sequence && type?.tag === TAG.oid ? oidOf(type) : null;
  if (name === null || !TYPES.includes(name)) return { problem: 'cms-not-signed-data' };
  const content = readContent(expectTag(wrapped, FIELD_0, 'content').children[0]);
  return { der, length: node.end - node.start, type: name, ...content };
}

function readContent(node: DerNode | undefined) {
  const fields = fieldsOf(node, 'SignedData');
  smallInteger(fields.next('version'));
  const digestAlgorithms = expectTag(fields.next('digestAlgorithms'), TAG.set, 'digestAlgorithms').children;
  const content = fieldsOf(fields.next('encapContentInfo'), 'EncapsulatedContentInfo');
  const contentType = oidOf(content.next('eContentType'));
  const embedded = content.optional(FIELD_0);
  content.done();
  const certificates = fields.optional(FIELD_0)?.children ?? [];
  const revocationInfo = fields.optional(FIELD_1)?.children ?? [];
  const signers = expectTag(fields.next('signerInfos'), TAG.set, 'signerInfos').children;
  fields.done();
  if (certificates.length > MAX_CERTIFICATES) throw beyond('certificates', MAX_CERTIFICATES);
  if (signers.length > MAX_SIGNERS) throw beyond('signers', MAX_SIGNERS);
  return {
    digestAlgorithms: digestAlgorithms.slice(0, MAX_SIGNERS).map(readAlgorithm),
    contentType,
    contentEmbedded: embedded !== null,
    content: wholeOctets(embedded),
    certificates: certificates.filter(({ tag }) => tag === TAG.sequence).map(encoded),
    revocationInfo,
    signers: signers.map(readSignerInfo),
  };
}

function wholeOctets(explicit: DerNode | null): Uint8Array | null {
  const [only, ...others] = explicit?.children ?? [];
  return only?.tag === TAG.octetString && others.length === 0 ? octetsOf(only) : null;
}

function readSignerInfo(node: DerNode): SignerInfo {
  const fields = fieldsOf(node, 'SignerInfo');
  smallInteger(fields.next('version'));
  const identifier = readIdentifier(fields.next('sid'));
  const digestAlgorithm = readAlgorithm(fields.next('digestAlgorithm'));
  const signedAttributes = fields.optional(FIELD_0);
  const signatureAlgorithm = readAlgorithm(fields.next('signatureAlgorithm'));
  const signature = octetsOf(expectTag(fields.next('signature'), TAG.octetString, 'signature'));
  // A time-stamp among them. Nobody signed them.
  const unsignedAttributes = fields.optional(FIELD_1);
  fields.done();
  return { identifier, digestAlgorithm, signedAttributes, signatureAlgorithm, signature, unsignedAttributes };
}

function readIdentifier(node: DerNode): SignerIdentifier {
  if (node.tag === KEY_IDENTIFIER_FIELD) return { kind: 'key-identifier', keyIdentifier: octetsOf(node) };
  const fields = fieldsOf(node, 'IssuerAndSerialNumber');
  const issuer = encoded(fields.next('issuer'));
  const serial = serialOctets(fields.next('serialNumber'));
  fields.done();
  return { kind: 'issuer-and-serial', issuer, serial };
}

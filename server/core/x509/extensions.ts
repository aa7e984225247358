import { type DerNode, malformed, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { expectTag, fieldsOf, oidOf, sequenceOf, smallInteger } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';

/** Extensions by OID: whether critical, and the DER inside their OCTET STRING. */
export type Extensions = ReadonlyMap<string, { readonly critical: boolean; readonly value: Uint8Array }>;

export const NO_EXTENSIONS: Extensions = new Map();

const MAX_EXTENSIONS = 64;
/** [0] of AuthorityKeyIdentifier. */
const KEY_IDENTIFIER = 0x80;

/** Reads an Extensions node. Throws `der-malformed`, also for a repeated extension (RFC 5280 §4.2). */
export function readExtensions(node: DerNode | undefined): Extensions {
  const extensions = new Map<string, { critical: boolean; value: Uint8Array }>();
  const list = sequenceOf(node, 'Extensions');
  if (list.length > MAX_EXTENSIONS) throw malformed('too many extensions');
  for (const item of list) {
    const fields = fieldsOf(item, 'Extension');
    const oid = oidOf(fields.next('extnID'));
    const critical = isTrue(fields.optional(TAG.boolean));
    const value = octetsOf(expectTag(fields.next('extnValue'), TAG.octetString, 'extnValue'));
    fields.done();
    if (extensions.has(oid)) throw malformed('repeated extension');
    extensions.set(oid, { critical, value });
  }
  return extensions;
}

function isTrue(node: DerNode | null): boolean {
  return node !== null && octetsOf(node)[0] === 0xff;
}

/** The critical extensions that are not in `understood`. */
export function unknownCritical(extensions: Extensions, understood: ReadonlySet<string>): readonly string[] {
  return [...extensions].filter(([oid, { critical }]) => critical && !understood.has(oid)).map(([oid]) => oid);
}

/**
 * Certificate extensions that whoever judges a certificate here either processes or need not: policies ask nothing of a
 * relying party that demands none (RFC 5280 §6.1.1, user-initial-policy-set any-policy).
 */
export const UNDERSTOOD_EVERYWHERE = [
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.crlDistributionPoints,
  OID.certificatePolicies,
] as const;

/** BasicConstraints (RFC 5280 §4.2.1.9); absent counts as no CA. Throws `der-malformed`. */
export function basicConstraints(extensions: Extensions): { readonly ca: boolean; readonly pathLength: number | null } {
  const extension = extensions.get(OID.basicConstraints);
  if (extension === undefined) return { ca: false, pathLength: null };
  const fields = fieldsOf(readDer(extension.value), 'BasicConstraints');
  const ca = isTrue(fields.optional(TAG.boolean));
  const length = fields.optional(TAG.integer);
  fields.done();
  return { ca, pathLength: length === null ? null : smallInteger(length) };
}

/** Bits of KeyUsage (RFC 5280 §4.2.1.3), named as there. */
export const KEY_USAGE_BITS = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 } as const;
export type KeyUsageBit = keyof typeof KEY_USAGE_BITS;

/** Whether KeyUsage is present and names one of these uses. Throws `der-malformed`. */
export function mayBeUsedFor(extensions: Extensions, uses: readonly KeyUsageBit[]): boolean {
  const extension = extensions.get(OID.keyUsage);
  if (extension === undefined) return false;
  const [, octet = 0] = octetsOf(expectTag(readDer(extension.value), TAG.bitString, 'KeyUsage'));
  return uses.some((use) => (octet & (0x80 >> KEY_USAGE_BITS[use])) !== 0);
}

/** The purposes of ExtKeyUsage (RFC 5280 §4.2.1.12), null when the key is not restricted. Throws `der-malformed`. */
export function extendedKeyUsages(extensions: Extensions): readonly string[] | null {
  const extension = extensions.get(OID.extKeyUsage);
  if (extension === undefined) return null;
  return sequenceOf(readDer(extension.value), 'ExtKeyUsage').map(oidOf);
}

/** The key identifier of SubjectKeyIdentifier (RFC 5280 §4.2.1.2), null when absent or unreadable: it is a hint only. */
export function subjectKeyIdentifier(extensions: Extensions): Uint8Array | null {
  const node = hintOf(extensions, OID.subjectKeyIdentifier);
  return node?.tag === TAG.octetString ? octetsOf(node) : null;
}

/** The key identifier of AuthorityKeyIdentifier (RFC 5280 §4.2.1.1), null when absent or unreadable: it is a hint only. */
export function authorityKeyIdentifier(extensions: Extensions): Uint8Array | null {
  const node = hintOf(extensions, OID.authorityKeyIdentifier)?.children.find(({ tag }) => tag === KEY_IDENTIFIER);
  return node === undefined ? null : octetsOf(node);
}

function hintOf(extensions: Extensions, oid: string): DerNode | null {
  const extension = extensions.get(oid);
  return extension === undefined ? null : orNull(() => readDer(extension.value));
}

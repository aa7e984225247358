import { type DerNode, encoded, malformed, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { bitStringOctets, expectTag, fieldsOf, smallInteger, timeOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { readAs } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { type Extensions, NO_EXTENSIONS, readExtensions, unknownCritical } from '#core/x509/extensions.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '#core/x509/signature-scheme.ts';

/** A certificate revocation list (RFC 5280 §5.1). Views into its DER; nothing in it has been judged. */
export type Crl = {
  /** The octets that the issuer signed. */
  readonly signed: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** DER of the Name. */
  readonly issuer: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  /** Null where the list does not say when the next one comes. */
  readonly nextUpdate: number | null;
  readonly extensions: Extensions;
  /** The entry of a serial number (octets without a sign octet), or null. Throws `der-malformed` for a broken entry. */
  readonly entry: (serial: Uint8Array) => CrlEntry | null;
  /** Whether any entry at all carries a critical extension that is not understood (RFC 5280 §5.3: the list is unusable then). */
  readonly hasUnknownCriticalEntry: () => boolean;
};

/** `revokedAt`, in ms: since when the key is not relied on any more. */
export type CrlEntry = { readonly revokedAt: number; readonly reason: RevocationReason };

/** CRLReason (RFC 5280 §5.3.1). */
const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  null,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type RevocationReason = Exclude<(typeof REASONS)[number], null>;

const MAX_BYTES = 32 * 1024 * 1024;
const LIMITS = { depth: 16, nodes: 3_000_000 };
const EXTENSIONS_FIELD = 0xa0;
const ENTRY_EXTENSIONS: ReadonlySet<string> = new Set([OID.reasonCode, OID.invalidityDate]);

/** Reads a DER list of at most 32 MiB. Throws `crl-malformed`. */
export function readCrl(der: Uint8Array): Crl {
  return readAs('crl-malformed', () => {
    if (der.length > MAX_BYTES) throw malformed('list too large');
    const outer = fieldsOf(readDer(der, LIMITS), 'CertificateList');
    const tbs = outer.next('tbsCertList');
    const algorithmNode = outer.next('signatureAlgorithm');
    const signature = bitStringOctets(outer.next('signatureValue'));
    outer.done();
    const envelope = { signed: encoded(tbs), signatureAlgorithm: readAlgorithm(algorithmNode), signature };
    return { ...envelope, ...readTbs(tbs, algorithmNode) };
  });
}

function readTbs(tbs: DerNode, outerAlgorithm: DerNode) {
  const fields = fieldsOf(tbs, 'TBSCertList');
  const version = fields.optional(TAG.integer);
  if (version !== null && smallInteger(version) !== 1) throw malformed('CRL version 2 expected');
  if (!equalBytes(encoded(fields.next('signature')), encoded(outerAlgorithm))) throw malformed('algorithms differ');
  const issuer = encoded(fields.next('issuer'));
  const thisUpdate = timeOf(fields.next('thisUpdate'));
  const next = fields.optional(TAG.utcTime) ?? fields.optional(TAG.generalizedTime);
  const entries = fields.optional(TAG.sequence)?.children ?? [];
  const wrapped = fields.optional(EXTENSIONS_FIELD);
  fields.done();
  return {
    issuer,
    thisUpdate,
    nextUpdate: next === null ? null : timeOf(next),
    extensions: wrapped === null ? NO_EXTENSIONS : readExtensions(wrapped.children[0]),
    entry: (serial: Uint8Array) => findEntry(entries, serial),
    hasUnknownCriticalEntry: () => entries.some(hasUnknownCritical),
  };
}

function findEntry(entries: readonly DerNode[], serial: Uint8Array): CrlEntry | null {
  const found = entries.find((entry) => equalBytes(unsignedOctets(entry.children[0]), serial));
  return found === undefined ? null : readEntry(found);
}

function readEntry(node: DerNode): CrlEntry {
  const fields = fieldsOf(node, 'revokedCertificate');
  fields.next('userCertificate');
  const revokedAt = timeOf(fields.next('revocationDate'));
  const list = fields.optional(TAG.sequence);
  fields.done();
  const extensions = list === null ? NO_EXTENSIONS : readExtensions(list);
  const code = extensions.get(OID.reasonCode);
  const reason = code === undefined ? 'unspecified' : reasonOf(readDer(code.value));
  return withInvalidityDate({ revokedAt, reason }, extensions);
}

/**
 * The entry, since the date from which on its issuer knows or suspects that the key was lost (RFC 5280 §5.3.2), where that
 * is the earlier one: what was signed in between may be a thief's. Throws `der-malformed`.
 */
export function withInvalidityDate(entry: CrlEntry, extensions: Extensions): CrlEntry {
  const extension = extensions.get(OID.invalidityDate);
  if (extension === undefined) return entry;
  return { ...entry, revokedAt: Math.min(entry.revokedAt, timeOf(readDer(extension.value))) };
}

/** A CRLReason (RFC 5280 §5.3.1); `unspecified` for a code without a meaning. Throws `der-malformed`. */
export function reasonOf(node: DerNode | undefined): RevocationReason {
  const [code = -1] = octetsOf(expectTag(node, TAG.enumerated, 'CRLReason'));
  return REASONS[code] ?? 'unspecified';
}

function hasUnknownCritical(entry: DerNode): boolean {
  const list = entry.children[2];
  return list !== undefined && unknownCritical(readExtensions(list), ENTRY_EXTENSIONS).length > 0;
}

import { type DerNode, encoded, malformed, octetsOf, readDer, TAG } from '#core/asn1/der.ts';
import { bitStringOctets, expectTag, fieldsOf, smallInteger, timeOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { orNull, readAs } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { type Extensions, NO_EXTENSIONS, readExtensions } from '#core/x509/extensions.ts';
import { directoryNames } from '#core/x509/general-names.ts';
import { type AlgorithmIdentifier, readAlgorithm } from '#core/x509/signature-scheme.ts';
import { hasUnknownCritical, oddEntries, type RevocationNote } from './odd-entries.ts';

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
  /**
   * Every entry of a serial number (octets without a sign octet) of certificates that this issuer (DER of its Name) made.
   * An entry of it that cannot be read counts as a revocation since ever.
   */
  readonly entries: (serial: Uint8Array, issuer: Uint8Array) => readonly ListedEntry[];
  /** How many entries it has. */
  readonly entryCount: number;
  /** Whether any entry at all carries a critical extension that is not understood (RFC 5280 §5.3: the list then proves no certificate good). */
  readonly hasUnknownCriticalEntry: () => boolean;
  /** Its odd entries, the first few: they say nothing of the others. */
  readonly oddEntries: () => readonly RevocationNote[];
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
export type RevocationReason = Exclude<(typeof REASONS)[number], null | 'removeFromCRL'>;

/** An entry of a list: a revocation, or in a delta list the end of a hold (RFC 5280 §5.3.1). */
export type ListedEntry = { readonly kind: 'revoked'; readonly entry: CrlEntry } | { readonly kind: 'removed' };

const MAX_BYTES = 32 * 1024 * 1024;
const LIMITS = { depth: 16, nodes: 3_000_000 };
const EXTENSIONS_FIELD = 0xa0;

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
    entries: (serial: Uint8Array, of: Uint8Array) => findEntries(entries, { serial, of, by: issuer }),
    entryCount: entries.length,
    hasUnknownCriticalEntry: () => entries.some(hasUnknownCritical),
    oddEntries: () => oddEntries(entries),
  };
}

type Wanted = {
  readonly serial: Uint8Array;
  /** Whose certificates are meant. */
  readonly of: Uint8Array;
  /** Whose list it is: its entries are about its own certificates until one names another issuer (RFC 5280 §5.3.3). */
  readonly by: Uint8Array;
};

function findEntries(entries: readonly DerNode[], { serial, of, by }: Wanted): readonly ListedEntry[] {
  const found: ListedEntry[] = [];
  if (!entries.some((entry) => hasSerial(entry, serial))) return found;
  let named: readonly Uint8Array[] = [by];
  for (const entry of entries) {
    named = orNull(() => certificateIssuers(entry)) ?? named;
    if (!hasSerial(entry, serial) || !named.some((issuer) => equalBytes(issuer, of))) continue;
    found.push(orNull(() => readEntry(entry)) ?? UNREADABLE_ENTRY);
  }
  return found;
}

/** A certificate that is listed in a way that cannot be read is listed. */
const UNREADABLE_ENTRY: ListedEntry = { kind: 'revoked', entry: { revokedAt: 0, reason: 'unspecified' } };

/** A serial number that is no positive INTEGER belongs to no certificate, and says nothing of the other entries. */
function hasSerial(entry: DerNode, serial: Uint8Array): boolean {
  const given = orNull(() => unsignedOctets(entry.children[0]));
  return given !== null && equalBytes(given, serial);
}

/** The names (DER) in the certificateIssuer extension of an entry; null for an entry without one. */
function certificateIssuers(entry: DerNode): readonly Uint8Array[] | null {
  const list = entry.children[2];
  const extension = list === undefined ? undefined : readExtensions(list).get(OID.certificateIssuer);
  return extension === undefined ? null : directoryNames(readDer(extension.value));
}

function readEntry(node: DerNode): ListedEntry {
  const fields = fieldsOf(node, 'revokedCertificate');
  fields.next('userCertificate');
  const revokedAt = timeOf(fields.next('revocationDate'));
  const list = fields.optional(TAG.sequence);
  fields.done();
  const extensions = list === null ? NO_EXTENSIONS : readExtensions(list);
  const code = extensions.get(OID.reasonCode);
  const reason = code === undefined ? 'unspecified' : reasonNamed(readDer(code.value));
  if (reason === 'removeFromCRL') return { kind: 'removed' };
  return { kind: 'revoked', entry: withInvalidityDate({ revokedAt, reason }, extensions) };
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
  const reason = reasonNamed(node);
  return reason === 'removeFromCRL' ? 'unspecified' : reason;
}

function reasonNamed(node: DerNode | undefined): RevocationReason | 'removeFromCRL' {
  const [code = -1] = octetsOf(expectTag(node, TAG.enumerated, 'CRLReason'));
  return REASONS[code] ?? 'unspecified';
}

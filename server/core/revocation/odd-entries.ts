import { type DerNode, octetsOf, TAG } from '#core/asn1/der.ts';
import { timeOf } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { hex } from '#core/bytes/bytes.ts';
import { readExtensions, unknownCritical } from '#core/x509/extensions.ts';

/** What can be odd about an entry of a revocation list: permanent codes. */
export const REVOCATION_NOTES = [
  'entry-serial-not-valid',
  'entry-date-not-valid',
  'entry-critical-extension-unknown',
  'entry-not-readable',
] as const;

/** An odd entry of a genuine list. The rest of the list is read all the same. */
export type RevocationNote = {
  readonly code: (typeof REVOCATION_NOTES)[number];
  /** The octets of its INTEGER in lower-case hex, at most 40; empty where there is none. */
  readonly serial: string;
};

/** Odd entries of a list that are told. */
const MAX_NOTES = 8;
const MAX_SERIAL_OCTETS = 20;

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.reasonCode, OID.invalidityDate]);
/** An indirect list says so as a whole; whose its entries are is read. */
const READ: ReadonlySet<string> = new Set([...UNDERSTOOD, OID.certificateIssuer]);

/**
 * The first entries of a list that are not as RFC 5280 §5.1.2.6 and §5.3 have them: a serial number that is no positive
 * INTEGER and so belongs to no certificate, a date that is none, a critical extension that is not understood, or
 * anything else that cannot be read.
 */
export function oddEntries(entries: readonly DerNode[]): readonly RevocationNote[] {
  const notes: RevocationNote[] = [];
  for (const entry of entries) {
    const code = oddity(entry);
    if (code === null) continue;
    notes.push({ code, serial: serialText(entry) });
    if (notes.length === MAX_NOTES) break;
  }
  return notes;
}

function oddity(entry: DerNode): RevocationNote['code'] | null {
  const [serial, date, extensions] = entry.children;
  if (entry.tag !== TAG.sequence || entry.children.length < 2 || entry.children.length > 3) return 'entry-not-readable';
  if (!isPositive(serial)) return 'entry-serial-not-valid';
  if (!isPlainTime(date) && orNull(() => timeOf(date)) === null) return 'entry-date-not-valid';
  if (extensions === undefined || isPlainExtension(extensions)) return null;
  const read = orNull(() => readExtensions(extensions));
  if (read === null) return 'entry-not-readable';
  return unknownCritical(read, READ).length > 0 ? 'entry-critical-extension-unknown' : null;
}

/** Lists have hundreds of thousands of entries: what nearly all of them hold is told at a glance, the rest is read. */
function isPlainExtension({ tag, children: [only, ...more] }: DerNode): boolean {
  if (tag !== TAG.sequence || only === undefined || more.length > 0 || only.tag !== TAG.sequence) return false;
  const [oid, value, ...others] = only.children;
  return oid?.tag === TAG.oid && value?.tag === TAG.octetString && others.length === 0;
}

/** Whether it is a UTCTime (`YYMMDDhhmmssZ`) of a day that every month has. */
function isPlainTime(node: DerNode | undefined): boolean {
  if (node?.tag !== TAG.utcTime) return false;
  const octets = octetsOf(node);
  const isDigit = (octet: number) => octet >= 0x30 && octet <= 0x39;
  const pair = (at: number) => ((octets[at] ?? 0) - 0x30) * 10 + (octets[at + 1] ?? 0) - 0x30;
  if (octets.length !== 13 || octets[12] !== 0x5a || !octets.subarray(0, 12).every(isDigit)) return false;
  const [month, day] = [pair(2), pair(4)];
  return month >= 1 && month <= 12 && day >= 1 && day <= 28 && pair(6) < 24 && pair(8) < 60 && pair(10) < 60;
}

/** RFC 5280 §4.1.2.2. */
function isPositive(node: DerNode | undefined): boolean {
  if (node?.tag !== TAG.integer) return false;
  const octets = octetsOf(node);
  const [first = 0x80] = octets;
  return first < 0x80 && octets.some((octet) => octet !== 0);
}

function serialText({ children: [serial] }: DerNode): string {
  return serial?.tag === TAG.integer ? hex(octetsOf(serial).subarray(0, MAX_SERIAL_OCTETS)) : '';
}

/**
 * Whether an entry carries a critical extension that is not understood. RFC 5280 §5.3: a list with such an entry must not be
 * used to determine the status of any certificate. So it proves none good; what it revokes is heard all the same, which
 * errs on the safe side.
 */
export function hasUnknownCritical({ children: [, , list] }: DerNode): boolean {
  if (list === undefined || isPlainExtension(list)) return false;
  const extensions = orNull(() => readExtensions(list));
  return extensions !== null && unknownCritical(extensions, UNDERSTOOD).length > 0;
}

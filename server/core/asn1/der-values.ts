import { type DerNode, malformed, octetsOf, TAG } from './der.ts';

/** The node itself when it carries the tag. Throws `der-malformed` otherwise. */
export function expectTag(node: DerNode | undefined, tag: number, what: string): DerNode {
  if (node === undefined || node.tag !== tag) throw malformed(`${what} expected`);
  return node;
}

/** The children of a SEQUENCE. */
export function sequenceOf(node: DerNode | undefined, what: string): readonly DerNode[] {
  return expectTag(node, TAG.sequence, what).children;
}

/** Reads the children of a structure one after the other; `done` refuses what is left over. */
export type Fields = {
  /** The next child, whatever it is; throws when there is none. */
  readonly next: (what: string) => DerNode;
  /** The next child if it carries the tag, else null. */
  readonly optional: (tag: number) => DerNode | null;
  readonly done: () => void;
};

export function fieldsOf(node: DerNode | undefined, what: string): Fields {
  const children = sequenceOf(node, what);
  let position = 0;
  return {
    next: (name) => {
      const child = children[position];
      if (child === undefined) throw malformed(`${name} missing in ${what}`);
      position += 1;
      return child;
    },
    optional: (tag) => {
      const child = children[position];
      if (child?.tag !== tag) return null;
      position += 1;
      return child;
    },
    done: () => {
      if (position !== children.length) throw malformed(`unexpected field in ${what}`);
    },
  };
}

const OID_BYTES = 40;

/** The dotted form of an OBJECT IDENTIFIER. */
export function oidOf(node: DerNode | undefined): string {
  const octets = octetsOf(expectTag(node, TAG.oid, 'OBJECT IDENTIFIER'));
  if (octets.length > OID_BYTES) throw malformed('OBJECT IDENTIFIER too long');
  return oidText(octets);
}

function oidText(octets: Uint8Array): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of octets) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if ((octet & 0x80) !== 0) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const first = arcs[0] ?? 0n;
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...arcs.slice(1)].join('.');
}

/** A small non-negative INTEGER, up to 2^31. */
export function smallInteger(node: DerNode | undefined): number {
  return implicitInteger(expectTag(node, TAG.integer, 'INTEGER'));
}

/** The same, under a context tag. */
export function implicitInteger(node: DerNode): number {
  const octets = octetsOf(node);
  if (octets.length > 4 || (octets[0] ?? 0x80) >= 0x80) throw malformed('INTEGER out of range');
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** The octets of a non-negative INTEGER without the sign octet. */
export function unsignedOctets(node: DerNode | undefined): Uint8Array {
  const octets = octetsOf(expectTag(node, TAG.integer, 'INTEGER'));
  if (octets.length === 0 || (octets[0] ?? 0x80) >= 0x80) throw malformed('negative INTEGER');
  return octets[0] === 0 && octets.length > 1 ? octets.subarray(1) : octets;
}

/** The octets of a serial number: without a sign octet, or all of them where it is negative, which some issuers made. */
export function serialOctets(node: DerNode | undefined): Uint8Array {
  const octets = octetsOf(expectTag(node, TAG.integer, 'INTEGER'));
  return (octets[0] ?? 0) < 0x80 ? unsignedOctets(node) : octets;
}

/** The octets of a BIT STRING that holds whole octets (keys and signatures do). */
export function bitStringOctets(node: DerNode | undefined): Uint8Array {
  const octets = octetsOf(expectTag(node, TAG.bitString, 'BIT STRING'));
  if (octets[0] !== 0) throw malformed('BIT STRING with unused bits');
  return octets.subarray(1);
}

const UTC_TIME = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

/** A Time of RFC 5280 §4.1.2.5 (UTC, with seconds), in milliseconds since the epoch. */
export function timeOf(node: DerNode | undefined): number {
  if (node === undefined || (node.tag !== TAG.utcTime && node.tag !== TAG.generalizedTime))
    throw malformed('Time expected');
  const text = String.fromCharCode(...octetsOf(node).subarray(0, 16));
  const parts = (node.tag === TAG.utcTime ? UTC_TIME : GENERALIZED_TIME).exec(text)?.slice(1);
  if (parts === undefined) throw malformed('Time not in UTC with seconds');
  const [year = '', month, day, hour, minute, second] = parts;
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19';
  const iso = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = Date.parse(iso);
  if (!Number.isFinite(time) || new Date(time).toISOString() !== iso) throw malformed('Time does not exist');
  return time;
}

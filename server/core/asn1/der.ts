/**
 * The one reader of ASN.1 bytes (X.690). It keeps the exact octets, which signatures and name comparison rest on,
 * and says whether they are DER. Written here because a library that decodes and encodes again cannot: BER would pass
 * unseen, and reading one certificate that way costs a millisecond.
 */
import { compareBytes } from '#core/bytes/bytes.ts';
import { checkPrimitive } from './der-primitives.ts';
import { MalformedError } from './malformed.ts';

/** One tag-length-value. Offsets are bytes of `source`: `start` of the tag, `content` of the value, `end` after it. */
export type DerNode = {
  readonly source: Uint8Array;
  /** The identifier octet; high tag numbers occur nowhere in what we read and are refused. */
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
  /** Empty for a primitive encoding. */
  readonly children: readonly DerNode[];
};

/** Universal tags, with the constructed bit where there is no other way. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Bounds against hostile nesting and numbers. */
export type DerLimits = { readonly depth: number; readonly nodes: number };
const DEFAULT_LIMITS: DerLimits = { depth: 32, nodes: 20_000 };

type State = { readonly source: Uint8Array; readonly limits: DerLimits; nodes: number; der: boolean };

/** The first value in `source`, BER allowed, and whether it is DER. Bytes may follow. Throws `der-malformed`. */
export function readBer(
  source: Uint8Array,
  limits: DerLimits = DEFAULT_LIMITS,
): { readonly node: DerNode; readonly der: boolean } {
  const state: State = { source, limits, nodes: 0, der: true };
  const node = readNode(state, 0, source.length, 0);
  return { node, der: state.der };
}

/** Exactly one DER value. Throws `der-malformed` for BER, for anything after it, and beyond the bounds. */
export function readDer(source: Uint8Array, limits: DerLimits = DEFAULT_LIMITS): DerNode {
  const { node, der } = readBer(source, limits);
  if (!der) throw malformed('not DER');
  if (node.end !== source.length) throw malformed('bytes after the value');
  return node;
}

/** The whole tag-length-value of a node, as a view. */
export function encoded(node: DerNode): Uint8Array {
  return node.source.subarray(node.start, node.end);
}

/** The value octets of a node, as a view. */
export function octetsOf(node: DerNode): Uint8Array {
  return node.source.subarray(node.content, node.end);
}

/** Whether the children stand in the order that DER gives a SET OF (X.690 11.6). */
export function isSorted(node: DerNode): boolean {
  return node.children.every((child, index) => {
    const previous = node.children[index - 1];
    return previous === undefined || compareBytes(encoded(previous), encoded(child)) <= 0;
  });
}

export function malformed(message: string): MalformedError {
  return new MalformedError('der-malformed', message);
}

/** More than this reader takes of what may be well-formed. */
export function beyond(limit: string, most: number): MalformedError {
  return new MalformedError('der-limit-exceeded', `${limit} ${most}`);
}

function readNode(state: State, start: number, limit: number, depth: number): DerNode {
  state.nodes += 1;
  if (state.nodes > state.limits.nodes) throw beyond('nodes', state.limits.nodes);
  if (depth > state.limits.depth) throw beyond('depth', state.limits.depth);
  const { source } = state;
  const tag = source[start];
  if (start + 2 > limit || tag === undefined) throw malformed('truncated header');
  if ((tag & 0x1f) === 0x1f) throw malformed('high tag number');
  const { content, length } = readLength(state, start + 1, limit);
  if (length === null) return readIndefinite(state, { tag, start, content, limit, depth });
  const end = content + length;
  if (end > limit) throw malformed('truncated value');
  if ((tag & 0x20) !== 0) {
    checkConstructed(state, tag);
    return { source, tag, start, content, end, children: readChildren(state, content, end, depth + 1) };
  }
  if (!checkPrimitive(tag, source, content, end)) state.der = false;
  return { source, tag, start, content, end, children: [] };
}

/** X.690 8.1.3 and 10.1: the length in the fewest octets; null stands for the indefinite form, which DER forbids. */
function readLength(state: State, offset: number, limit: number): { content: number; length: number | null } {
  const first = state.source[offset] ?? 0;
  if (first < 0x80) return { content: offset + 1, length: first };
  if (first === 0x80) return { content: offset + 1, length: null };
  const count = first & 0x7f;
  if (count > 4 || offset + 1 + count > limit) throw malformed('length too long');
  let length = 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + (state.source[offset + index] ?? 0);
  if (length < 0x80 || state.source[offset + 1] === 0) state.der = false;
  return { content: offset + 1 + count, length };
}

function readChildren(state: State, from: number, to: number, depth: number): DerNode[] {
  const children: DerNode[] = [];
  let offset = from;
  while (offset < to) {
    const child = readNode(state, offset, to, depth);
    children.push(child);
    offset = child.end;
  }
  return children;
}

type Opened = { tag: number; start: number; content: number; limit: number; depth: number };

/** Read only so that a document in BER can be named as such; no verdict rests on its content. */
function readIndefinite(state: State, { tag, start, content, limit, depth }: Opened): DerNode {
  if ((tag & 0x20) === 0) throw malformed('indefinite length of a primitive value');
  state.der = false;
  const children: DerNode[] = [];
  let offset = content;
  while (state.source[offset] !== 0 || state.source[offset + 1] !== 0) {
    const child = readNode(state, offset, limit, depth + 1);
    children.push(child);
    offset = child.end;
  }
  if (offset + 2 > limit) throw malformed('missing end of contents');
  return { source: state.source, tag, start, content, end: offset + 2, children };
}

/** X.690 10.2: strings are primitive in DER; of the universal types only SEQUENCE and SET are constructed. */
function checkConstructed(state: State, tag: number): void {
  if ((tag & 0xc0) !== 0 || tag === TAG.sequence || tag === TAG.set) return;
  state.der = false;
}

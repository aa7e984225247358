import { afterEol, isDigit, isSpace, standsAt } from './characters.ts';
import type { Source } from './indirect-object.ts';
import { ObjectParser } from './object-parser.ts';
import { malformed } from './read-error.ts';
import { isDict } from './values.ts';
import type { XrefEntry, XrefSection } from './xref-entry.ts';

/** `nnnnnnnnnn ggggg n` and a two-character end of line. */
const ENTRY_BYTES = 20;
const SPACE = 0x20;
/** Spaces before an end of line: behind more of them, readers that go by lines look for a row. */
const MAX_TRAILING_SPACES = 1;

/** Reads a classic cross-reference table and its trailer (ISO 32000-2, 7.5.4 and 7.5.5). */
export function readXrefTable(source: Source, offset: number): XrefSection {
  const { bytes, budget } = source;
  const end = Math.min(bytes.length, offset + budget.parsable);
  const parser = new ObjectParser(bytes, { start: offset + 'xref'.length, end }, source);
  const entries = new Map<number, XrefEntry>();
  takeEndOfLine(source, parser);
  for (let start = parser.position; !parser.takeKeyword('trailer'); start = parser.position) {
    parser.position = start;
    readSubsection(source, parser, entries);
  }
  if (!isPlain(bytes, offset, parser.position - 'trailer'.length)) {
    source.findings.add('xref-broken', 'a comment or white space of another kind in a table', offset);
  }
  const trailer = parser.readValue();
  if (!isDict(trailer)) throw malformed('a trailer without dictionary', parser.position);
  budget.spendParsed(parser.position - offset);
  return { form: 'table', offset, end: parser.position, entries, number: null, trailer, data: null };
}

const PLAIN = new Uint8Array(256);
for (const character of ' \r\n0123456789xrefn') PLAIN[character.charCodeAt(0)] = 1;

/** Nothing but rows: readers that stumble over anything else rebuild the table from what lies in the file. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (PLAIN[bytes[at] as number] === 0) return false;
  return true;
}

/**
 * Moves past the one end of line after `xref` or after the first line of a subsection: readers that count bytes look for
 * the first row right behind it. Some writers put a space before it.
 */
function takeEndOfLine({ bytes, findings }: Source, parser: ObjectParser): void {
  let at = parser.position;
  while (bytes[at] === SPACE) at++;
  const after = afterEol(bytes, at);
  const isLong = at - parser.position > MAX_TRAILING_SPACES;
  if (after === at || isSpace(bytes[after]) || isLong) {
    findings.add('xref-broken', 'not one end of line in a table', parser.position);
  }
  parser.position = after;
  while (isSpace(bytes[parser.position])) parser.position++;
}

function readSubsection(source: Source, parser: ObjectParser, entries: Map<number, XrefEntry>): void {
  const start = parser.position;
  const first = parser.takeCount();
  const count = first === null ? null : parser.takeCount();
  if (first === null || count === null) throw malformed('not a cross-reference subsection', parser.position);
  checkFirstLine(source, start, parser.position);
  source.budget.spendEntries(first, count, parser.position);
  takeEndOfLine(source, parser);
  for (let number = first; number < first + count; number++) {
    const at = parser.position;
    const entry = readEntry(source, parser);
    // Some readers take such a table for one that should begin with 0 and number all of it anew.
    if (number === 1 && first === 1 && count > 1 && entry.kind === 'free') {
      source.findings.add('xref-broken', 'a subsection that begins with object 1, free', at);
    }
    if (entries.has(number)) source.findings.add('xref-overlap', `object ${number} twice in one section`, at);
    else entries.set(number, entry);
  }
}

/** Readers that go by lines want both numbers at the beginning of one, one space apart, and rebuild the table otherwise. */
function checkFirstLine({ bytes, findings }: Source, start: number, end: number): void {
  const [gap, ...others] = [...bytes.subarray(start, end)].filter((byte) => !isDigit(byte));
  if (gap === SPACE && others.length === 0 && isDigit(bytes[start])) return;
  findings.add('xref-broken', 'the first line of a subsection is not two numbers', start);
}

function readEntry(source: Source, parser: ObjectParser): XrefEntry {
  const { bytes, findings } = source;
  const at = parser.position;
  if (isWellFormedEntry(bytes, at)) {
    parser.position = at + ENTRY_BYTES;
    return makeEntry(digits(bytes, at, 10), digits(bytes, at + 11, 5), bytes[at + 17] === 0x6e);
  }
  findings.add('xref-broken', 'a cross-reference entry that is not 20 bytes long', at);
  const offset = parser.takeCount();
  const generation = offset === null ? null : parser.takeCount();
  if (offset === null || generation === null) throw malformed('not a cross-reference entry', at);
  const inUse = parser.takeKeyword('n');
  if (!inUse && !parser.takeKeyword('f')) throw malformed('not a cross-reference entry', at);
  return makeEntry(offset, generation, inUse);
}

function makeEntry(offset: number, generation: number, inUse: boolean): XrefEntry {
  return inUse ? { kind: 'in-use', offset, generation } : { kind: 'free', generation };
}

function isWellFormedEntry(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 16; i++) if (i !== 10 && !isDigit(bytes[at + i])) return false;
  if (bytes[at + 10] !== 0x20 || bytes[at + 16] !== 0x20) return false;
  if (bytes[at + 17] !== 0x6e && bytes[at + 17] !== 0x66) return false;
  return standsAt(bytes, at + 18, ' \n') || standsAt(bytes, at + 18, '\r\n') || standsAt(bytes, at + 18, ' \r');
}

function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 10 + (bytes[at + i] as number) - 0x30;
  return value;
}

import type { HexCase } from '#core/confirmation/evidence.ts';
import { hexValue, isSpace } from '#core/pdf/syntax/characters.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isCount, isString, type PdfDict, type PdfString } from '#core/pdf/syntax/values.ts';
import type { SignedField } from './signature-fields.ts';

/** [0, a, b, c] of /ByteRange: two pairs of offset and length, in bytes (ISO 32000-2, 12.8.1). */
export type ByteRange = readonly [number, number, number, number];

/** What a byte range covers, judged by positions. `revision` is the index of the one it ends with. */
export type Coverage =
  | { readonly kind: 'entire-file' | 'entire-revision'; readonly revision: number }
  | { readonly kind: 'unclear'; readonly detail: string };

const UPPER_A = 0x41;
const UPPER_F = 0x46;
const LOWER_A = 0x61;
const LOWER_F = 0x66;

/** The four integers of /ByteRange, all zero or more; null for anything else. */
export function readByteRange(signature: PdfDict): ByteRange | null {
  const value = entry(signature, 'ByteRange');
  if (!isArray(value) || value.length !== 4) return null;
  const [first, length, second, rest] = value;
  if (first === undefined || length === undefined || second === undefined || rest === undefined) return null;
  if (!isCount(first) || !isCount(length) || !isCount(second) || !isCount(rest)) return null;
  return [first, length, second, rest];
}

/** The hex string of /Contents that stands in the signature dictionary itself; null for anything else. */
export function readContents(signature: PdfDict): PdfString | null {
  const value = entry(signature, 'Contents');
  return isString(value) && value.form === 'hex' ? value : null;
}

/**
 * Judges a signature's byte range: it begins with the file, leaves out exactly the hex string that is this
 * signature's /Contents, and ends where a revision ends. Lengths alone prove nothing.
 */
export function judgeCoverage(file: PdfFile, field: SignedField): Coverage {
  const range = readByteRange(field.value);
  if (range === null) return { kind: 'unclear', detail: '/ByteRange is not four integers' };
  const [first, length, second, rest] = range;
  if (!leavesOutContents(file, readContents(field.value), range)) {
    file.findings.add('contents-not-one-hex-string', 'the gap of a byte range', first + length);
    return { kind: 'unclear', detail: 'the gap of the byte range is not the hex string of /Contents' };
  }
  if (first !== 0) return { kind: 'unclear', detail: 'the byte range does not begin with the file' };
  const end = second + rest;
  if (end > file.bytes.length) return { kind: 'unclear', detail: 'the byte range goes beyond the file' };
  const revision = revisionEndingAt(file, end);
  if (revision === null) return { kind: 'unclear', detail: 'the byte range does not end with a revision' };
  const whole = end === file.bytes.length && revision === file.revisions.length - 1;
  return { kind: whole ? 'entire-file' : 'entire-revision', revision };
}

/** The gap holds `<`, pairs of hexadecimal digits and `>`, and is the very token that was parsed as /Contents. */
function leavesOutContents(file: PdfFile, contents: PdfString | null, range: ByteRange): boolean {
  const [first, length, second] = range;
  if (contents === null || contents.source !== file.bytes) return false;
  if (contents.start !== first + length || contents.end !== second) return false;
  if (contents.bytes.length === 0 || contents.end - contents.start !== 2 + 2 * contents.bytes.length) return false;
  for (let at = contents.start + 1; at < contents.end - 1; at++) if (hexValue(file.bytes[at]) < 0) return false;
  return true;
}

/**
 * How the hex digits of /Contents are written; a string without letters is in lower case. It is the one part of a file that
 * no signature covers: whoever writes it in one way only can see that nobody has touched it since.
 */
export function hexCaseOf(file: PdfFile, contents: PdfString): HexCase {
  let [upper, lower] = [false, false];
  for (let at = contents.start + 1; at < contents.end - 1; at++) {
    const byte = file.bytes[at] ?? 0;
    if (byte >= UPPER_A && byte <= UPPER_F) upper = true;
    else if (byte >= LOWER_A && byte <= LOWER_F) lower = true;
  }
  if (!upper) return 'lower';
  return lower ? 'mixed' : 'upper';
}

/**
 * The revision that ends at a position: after its `%%EOF` and end-of-line marker, or, when an update follows, anywhere
 * in the white space between (the update's writer may have added some).
 */
function revisionEndingAt(file: PdfFile, end: number): number | null {
  for (const { index, eofEnd, end: after } of file.revisions) {
    if (end === after) return index;
    if (end < eofEnd || index === file.revisions.length - 1) continue;
    let at = eofEnd;
    while (at < end && isSpace(file.bytes[at])) at++;
    if (at === end) return index;
  }
  return null;
}

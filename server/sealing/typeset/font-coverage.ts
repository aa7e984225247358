import { closeSync, openSync, readSync } from 'node:fs';

const CODE_POINTS = 0x110000;

/** A set of code points, one bit each. */
export type CodePointSet = { readonly has: (codePoint: number) => boolean };

/** The code points for which at least one of the TrueType or OpenType files has a glyph (`cmap`, OpenType 1.9). */
export function readFontCoverage(files: readonly string[]): CodePointSet {
  const bits = new Uint8Array(CODE_POINTS / 8);
  for (const file of files) markCharacterMap(readTable(file, 'cmap'), bits);
  return { has: (codePoint) => ((bits[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0 };
}

/** One table of a font file, without reading the megabytes around it. */
function readTable(file: string, tag: string): DataView {
  const descriptor = openSync(file, 'r');
  try {
    const count = readAt(descriptor, 0, 12).getUint16(4);
    const directory = readAt(descriptor, 12, count * 16);
    for (let at = 0; at < count * 16; at += 16) {
      const name = String.fromCharCode(...[0, 1, 2, 3].map((byte) => directory.getUint8(at + byte)));
      if (name === tag) return readAt(descriptor, directory.getUint32(at + 8), directory.getUint32(at + 12));
    }
  } finally {
    closeSync(descriptor);
  }
  throw new Error(`${file} has no ${tag} table`);
}

function readAt(descriptor: number, position: number, length: number): DataView {
  const bytes = new Uint8Array(length);
  if (readSync(descriptor, bytes, 0, length, position) !== length) throw new Error('font file ends too soon');
  return new DataView(bytes.buffer);
}

/** Format 12 covers all of Unicode and is taken where there is one; format 4 covers the first plane. */
function markCharacterMap(cmap: DataView, bits: Uint8Array): void {
  const offsets = Array.from({ length: cmap.getUint16(2) }, (_, index) => cmap.getUint32(4 + 8 * index + 4));
  const full = offsets.find((offset) => cmap.getUint16(offset) === 12);
  const basic = offsets.find((offset) => cmap.getUint16(offset) === 4);
  if (full !== undefined) markGroups(cmap, full, bits);
  else if (basic !== undefined) markSegments(cmap, basic, bits);
  else throw new Error('font without a Unicode character map');
}

function markGroups(cmap: DataView, offset: number, bits: Uint8Array): void {
  const count = cmap.getUint32(offset + 12);
  for (let at = offset + 16; at < offset + 16 + 12 * count; at += 12) {
    const [first, last, glyph] = [cmap.getUint32(at), cmap.getUint32(at + 4), cmap.getUint32(at + 8)];
    for (let code = first; code <= last; code++) if (glyph + code - first !== 0) mark(bits, code);
  }
}

function markSegments(cmap: DataView, offset: number, bits: Uint8Array): void {
  const length = cmap.getUint16(offset + 6);
  for (let at = 0; at < length; at += 2) {
    const ends = offset + 14 + at;
    const last = cmap.getUint16(ends);
    const first = cmap.getUint16(ends + length + 2);
    for (let code = first; code <= last && code !== 0xffff; code++) {
      if (glyphOf(cmap, ends + length + 2, length, code, first) !== 0) mark(bits, code);
    }
  }
}

/** `start`: where the segment's start code stands; its delta and range offset follow at distances of `length`. */
function glyphOf(cmap: DataView, start: number, length: number, code: number, first: number): number {
  const delta = cmap.getUint16(start + length);
  const range = cmap.getUint16(start + 2 * length);
  if (range === 0) return (code + delta) & 0xffff;
  const glyph = cmap.getUint16(start + 2 * length + range + 2 * (code - first));
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
}

function mark(bits: Uint8Array, code: number): void {
  bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
}

import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  isArray,
  isDict,
  isRef,
  isStream,
  isString,
  nameOf,
  numberOf,
  type PdfDict,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';

/** Objects that need not be compared: their changes are judged at a place of their own, or there are none. */
export type JudgedElsewhere = {
  /** Pages and inner nodes of the page tree, in both revisions. */
  readonly pages: ReadonlySet<number>;
  /** Fields, widgets and other annotations of pages, in both revisions. */
  readonly fields: ReadonlySet<number>;
  /** Elements of the structure tree, in both revisions. */
  readonly structure: ReadonlySet<number>;
  /** Objects that may differ, or lead to one that does: all others are the same. */
  readonly touched: ReadonlySet<number>;
  /** The catalog, in both revisions; null where it is another object. */
  readonly catalog: number | null;
};

type Pair = { readonly key: string; readonly before: PdfValue; readonly after: PdfValue };

/** Keys that point back at a field or widget: what it looks like is judged where the form leads to it. */
const BACK_REFERENCES = new Set(['Parent', 'Obj', 'Popup', 'IRT', 'CO', 'Fields']);
/** Keys of outlines, destinations and name trees (/IDTree) that name an element of the structure tree. */
const ELEMENT_REFERENCES = new Set(['SE', 'SD', 'Names']);
/**
 * Keys of lengths, colours and shares: 1 and 1.0 are one there. An integer may stand for a real, and no real for an integer
 * (ISO 32000-2, 7.3.3): viewers that ask for one pass over /F 2.0 or /Rotate 180.0.
 */
const LENGTHS = new Set(
  'Rect MediaBox CropBox BleedBox TrimBox ArtBox BBox Matrix QuadPoints RD L Vertices InkList C IC BC BG CA ca Border UserUnit Widths FontBBox ItalicAngle Ascent Descent CapHeight XHeight StemV'.split(
    ' ',
  ),
);
/** Values of one pair of revisions that may be compared. */
const MOST_STEPS = 8_000_000;

/** Compares values of two revisions that follow each other, all that they refer to included. */
export class Sameness {
  readonly #file: PdfFile;
  readonly #revision: number;
  readonly #elsewhere: JudgedElsewhere;
  /** Pairs of objects that are the same, by their numbers. */
  readonly #known = new Set<string>();
  #steps = 0;

  constructor(file: PdfFile, revision: number, elsewhere: JudgedElsewhere) {
    this.#file = file;
    this.#revision = revision;
    this.#elsewhere = elsewhere;
  }

  /** True when no path from these values, which stand under a key, leads to a difference. Cycles are followed once. */
  test(before: PdfValue, after: PdfValue, key: string): boolean {
    const assumed = new Set<string>();
    const open: Pair[] = [{ key, before, after }];
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      if (++this.#steps > MOST_STEPS) throw exceeded('values');
      if (!this.#step(pair, open, assumed)) return false;
    }
    for (const key of assumed) this.#known.add(key);
    return true;
  }

  #step(pair: Pair, open: Pair[], assumed: Set<string>): boolean {
    const { before, after, key } = pair;
    if (isRef(before) && isRef(after)) {
      if (before.number === after.number && this.#isJudgedElsewhere(before.number, key)) return true;
      const isOne = before.number === after.number && before.generation === after.generation;
      if (isOne && !this.#elsewhere.touched.has(before.number)) return true;
      const id = `${before.number} ${before.generation} ${after.number} ${after.generation}`;
      if (this.#known.has(id) || assumed.has(id)) return true;
      assumed.add(id);
    }
    const old = this.#file.objects.resolve(before, this.#revision - 1);
    const next = this.#file.objects.resolve(after, this.#revision);
    return this.#compare(key, old, next, open);
  }

  #isJudgedElsewhere(number: number, key: string): boolean {
    const { pages, fields, structure, catalog } = this.#elsewhere;
    if (pages.has(number) || (ELEMENT_REFERENCES.has(key) && structure.has(number))) return true;
    return (BACK_REFERENCES.has(key) && fields.has(number)) || (key === 'Data' && number === catalog);
  }

  #compare(key: string, before: PdfValue, after: PdfValue, open: Pair[]): boolean {
    if (isArray(before) || isArray(after)) {
      if (!isArray(before) || !isArray(after) || before.length !== after.length) return false;
      before.forEach((value, index) => void open.push({ key, before: value, after: after[index] ?? null }));
      return true;
    }
    if (isDict(before)) return isDict(after) && pushEntries(before, after, open);
    if (isStream(before)) return isStream(after) && this.#sameStream(before, after, open);
    return sameScalar(before, after) || (LENGTHS.has(key) && sameNumber(before, after));
  }

  #sameStream(before: PdfStream, after: PdfStream, open: Pair[]): boolean {
    if (!pushEntries(before.dict, after.dict, open)) return false;
    if (before.start === after.start && before.end === after.end) return true;
    const bytes = this.#file.bytes;
    const length = before.end - before.start;
    this.#steps += length >> 6;
    return sameBytes(bytes.subarray(before.start, before.end), bytes.subarray(after.start, after.end));
  }
}

function pushEntries(before: PdfDict, after: PdfDict, open: Pair[]): boolean {
  const keys = new Set([...before.entries.keys(), ...after.entries.keys()]);
  for (const key of keys) {
    open.push({ key, before: before.entries.get(key) ?? null, after: after.entries.get(key) ?? null });
  }
  return true;
}

function sameScalar(before: PdfValue, after: PdfValue): boolean {
  if (before === after) return true;
  if (isString(before)) return isString(after) && sameBytes(before.bytes, after.bytes);
  const name = nameOf(before);
  if (name !== null) return name === nameOf(after);
  return isReal(before) && isReal(after) && sameNumber(before, after);
}

function isReal(value: PdfValue): boolean {
  return typeof value !== 'number' && numberOf(value) !== null;
}

function sameNumber(before: PdfValue, after: PdfValue): boolean {
  return numberOf(before) !== null && numberOf(before) === numberOf(after);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

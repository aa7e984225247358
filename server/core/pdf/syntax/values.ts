/** The values of ISO 32000-2, 7.3. Integers are numbers; reals are kept apart, since a byte range of reals is none. */
export type PdfValue =
  | null
  | boolean
  | number
  | PdfReal
  | PdfName
  | PdfString
  | PdfArray
  | PdfDict
  | PdfRef
  | PdfStream;

export type PdfReal = { readonly type: 'real'; readonly value: number };
/** `value`: the name's bytes with #xx resolved, as characters 0–255, without the slash. */
export type PdfName = { readonly type: 'name'; readonly value: string };
/** `start` and `end` bound the token, delimiters included, in `source`: the file itself, or a decoded object stream. */
export type PdfString = {
  readonly type: 'string';
  readonly form: 'literal' | 'hex';
  readonly bytes: Uint8Array;
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
};
export type PdfArray = readonly PdfValue[];
export type PdfDict = { readonly type: 'dict'; readonly entries: ReadonlyMap<string, PdfValue> };
export type PdfRef = { readonly type: 'ref'; readonly number: number; readonly generation: number };
/** `start` and `end` bound the encoded data in the file. */
export type PdfStream = {
  readonly type: 'stream';
  readonly dict: PdfDict;
  readonly start: number;
  readonly end: number;
};

/** An indirect object with the place where it stands: in the file, or within an object stream. */
export type IndirectObject = {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfValue;
  /** From the object number to the end of `endobj`, or the value's bounds within the decoded object stream. */
  readonly start: number;
  readonly end: number;
  /** Number of the object stream that holds it; null when it stands in the file itself. */
  readonly container: number | null;
};

type Tagged = Exclude<PdfValue, null | boolean | number | PdfArray>;

function hasType<Type extends Tagged['type']>(value: PdfValue, type: Type): value is Extract<Tagged, { type: Type }> {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === type;
}

export function isDict(value: PdfValue): value is PdfDict {
  return hasType(value, 'dict');
}

export function isRef(value: PdfValue): value is PdfRef {
  return hasType(value, 'ref');
}

export function isStream(value: PdfValue): value is PdfStream {
  return hasType(value, 'stream');
}

export function isString(value: PdfValue): value is PdfString {
  return hasType(value, 'string');
}

export function isArray(value: PdfValue): value is PdfArray {
  return Array.isArray(value);
}

/** An integer of zero or more. */
export function isCount(value: PdfValue): value is number {
  return typeof value === 'number' && value >= 0;
}

/** The value of a key, direct or a reference; null when absent. */
export function entry(dict: PdfDict, key: string): PdfValue {
  return dict.entries.get(key) ?? null;
}

/** The name's text, or null for anything but a name. */
export function nameOf(value: PdfValue): string | null {
  return hasType(value, 'name') ? value.value : null;
}

/** Whether two values that are no strings, names or compounds are equal: numbers, references, null. */
export function sameScalar(a: PdfValue, b: PdfValue): boolean {
  if (isRef(a) && isRef(b)) return a.number === b.number && a.generation === b.generation;
  return a === b;
}

/** An integer or a real as a number, or null for anything else. */
export function numberOf(value: PdfValue): number | null {
  if (typeof value === 'number') return value;
  return hasType(value, 'real') ? value.value : null;
}

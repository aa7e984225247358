import type { PdfDict } from './values.ts';

/** Where one object stands, as one cross-reference section says (ISO 32000-2, 7.5.4 and 7.5.8). */
export type XrefEntry =
  | { readonly kind: 'free'; readonly generation: number }
  | { readonly kind: 'in-use'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly stream: number; readonly index: number };

/** One cross-reference section with its trailer. */
export type XrefSection = {
  readonly form: 'table' | 'stream';
  /** Of the keyword `xref`, or of the stream's object number. */
  readonly offset: number;
  /** After the trailer dictionary, or after `endobj`. */
  readonly end: number;
  readonly entries: ReadonlyMap<number, XrefEntry>;
  /** The object number of a stream; null for a table. */
  readonly number: number | null;
  /** The trailer dictionary, or the stream's own. */
  readonly trailer: PdfDict;
  /** The stream's data, as they lie in the file; null for a table. */
  readonly data: { readonly start: number; readonly end: number } | null;
};

/** True when both say the same of an object. */
export function sameEntry(a: XrefEntry, b: XrefEntry): boolean {
  if (a.kind === 'in-use' && b.kind === 'in-use') return a.offset === b.offset && a.generation === b.generation;
  if (a.kind === 'compressed' && b.kind === 'compressed') return a.stream === b.stream && a.index === b.index;
  return a.kind === 'free' && b.kind === 'free';
}

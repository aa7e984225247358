import {
  PDFArray,
  PDFContext,
  PDFDict,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFObjectParser,
  PDFRawStream,
  PDFRef,
} from 'pdf-lib';

/**
 * A PDF as the typesetter wrote it: one revision, one classic cross-reference table, every object whole. Objects are
 * parsed one at a time and only when asked for, since a document of 1,000 vehicles has 10,000 of them.
 * For files of our own making only: uploads have a strict reader of their own.
 */
export type TypesetPdf = {
  readonly bytes: Uint8Array;
  readonly context: PDFContext;
  readonly trailer: PDFDict;
  /** Byte offset of each object by its number; 0 for number 0. */
  readonly offsets: readonly number[];
  /** Where the cross-reference table starts: the end of the last object. */
  readonly xrefStart: number;
  readonly object: (ref: PDFRef) => PDFObject;
};

const XREF_ENTRY = 20;

/** Opens a typeset file (ISO 32000-2 7.5.4, 7.5.5). Throws when it is not of the expected plain form. */
export function openTypesetPdf(bytes: Uint8Array): TypesetPdf {
  const xrefStart = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(latin1(bytes, bytes.length - 64, bytes.length))?.[1]);
  const head = /^xref\s+0 (\d+)\s*?\r?\n/.exec(latin1(bytes, xrefStart, xrefStart + 32));
  if (head === null) throw new Error('not one classic cross-reference table');
  const table = xrefStart + head[0].length;
  const count = Number(head[1]);
  const offsets = Array.from({ length: count }, (_, number) => entryOffset(bytes, table + number * XREF_ENTRY, number));
  const context = PDFContext.create();
  const trailer = parseTrailer(bytes, table + count * XREF_ENTRY, context);
  const object = (ref: PDFRef) => parseIndirect(bytes, offsets[ref.objectNumber] ?? 0, ref, context);
  return { bytes, context, trailer, offsets, xrefStart, object };
}

function entryOffset(bytes: Uint8Array, at: number, number: number): number {
  const entry = /^(\d{10}) (\d{5}) ([nf])/.exec(latin1(bytes, at, at + XREF_ENTRY));
  if (entry === null || (entry[3] === 'f') !== (number === 0)) throw new Error(`cross-reference entry ${number}`);
  return Number(entry[1]);
}

function parseTrailer(bytes: Uint8Array, at: number, context: PDFContext): PDFDict {
  const word = 'trailer';
  if (latin1(bytes, at, at + word.length) !== word) throw new Error('no trailer after the table');
  const trailer = PDFObjectParser.forBytes(bytes.subarray(at + word.length), context).parseObject();
  if (!(trailer instanceof PDFDict) || trailer.has(PDFName.of('Prev'))) throw new Error('not one plain revision');
  return trailer;
}

function parseIndirect(bytes: Uint8Array, offset: number, ref: PDFRef, context: PDFContext): PDFObject {
  const head = `${ref.objectNumber} 0 obj`;
  if (offset === 0 || latin1(bytes, offset, offset + head.length) !== head)
    throw new Error(`object ${ref.objectNumber}`);
  return PDFObjectParser.forBytes(bytes.subarray(offset + head.length), context).parseObject();
}

/** The text of some bytes, one character each. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(Math.max(from, 0), to));
}

/** A dictionary under a key, followed through a reference. Throws when there is none. */
export function dictAt(pdf: TypesetPdf, dict: PDFDict, key: string): PDFDict {
  const value = resolved(pdf, dict.get(PDFName.of(key)));
  if (value instanceof PDFDict) return value;
  throw new Error(`no dictionary /${key}`);
}

/** An array under a key, followed through a reference. Throws when there is none. */
export function arrayAt(pdf: TypesetPdf, dict: PDFDict, key: string): PDFArray {
  const value = resolved(pdf, dict.get(PDFName.of(key)));
  if (value instanceof PDFArray) return value;
  throw new Error(`no array /${key}`);
}

/** The reference under a key. Throws when the value is direct or missing. */
export function refAt(dict: PDFDict, key: string): PDFRef {
  const value = dict.get(PDFName.of(key));
  if (value instanceof PDFRef) return value;
  throw new Error(`/${key} is no reference`);
}

export function dictOf(pdf: TypesetPdf, ref: PDFRef): PDFDict {
  const value = pdf.object(ref);
  if (value instanceof PDFDict) return value;
  throw new Error(`object ${ref.objectNumber} is no dictionary`);
}

export function streamOf(pdf: TypesetPdf, ref: PDFRef): PDFRawStream {
  const value = pdf.object(ref);
  if (value instanceof PDFRawStream) return value;
  throw new Error(`object ${ref.objectNumber} is no stream`);
}

function resolved(pdf: TypesetPdf, value: PDFObject | undefined): PDFObject | undefined {
  return value instanceof PDFRef ? pdf.object(value) : value;
}

/** The pages in their order, by reference (ISO 32000-2 7.7.3). */
export function pageRefs(pdf: TypesetPdf): readonly PDFRef[] {
  const leaves = (node: PDFRef): readonly PDFRef[] => {
    const dict = dictOf(pdf, node);
    if (dict.get(PDFName.of('Type')) === PDFName.of('Page')) return [node];
    return refsOf(arrayAt(pdf, dict, 'Kids')).flatMap(leaves);
  };
  return leaves(refAt(dictOf(pdf, refAt(pdf.trailer, 'Root')), 'Pages'));
}

function refsOf(array: PDFArray): readonly PDFRef[] {
  return array.asArray().filter((entry) => entry instanceof PDFRef);
}

/** A whole number under a key. Throws when there is none. */
export function numberAt(dict: PDFDict, key: string): number {
  const value = dict.get(PDFName.of(key));
  if (value instanceof PDFNumber) return value.asNumber();
  throw new Error(`no number /${key}`);
}

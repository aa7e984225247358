import { equalBytes } from '#core/bytes/bytes.ts';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { catalogOf, openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  type PdfArray,
  type PdfDict,
  type PdfRef,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { appendUpdate, nextNumber, type UpdateBase, updateBase } from './append-update.ts';
import { fillByteRange } from './fill-byte-range.ts';
import { plainStream, STORE_KEYS, STORE_KINDS } from './security-store-objects.ts';
import { timeStampDictionary } from './signature-dictionary.ts';
import type { SealedProofs, UnsealedDocument } from './unsealed-document.ts';
import { ascii } from './write-revision.ts';
import { valueText, withEntry } from './write-value.ts';

export type ArchiveProofs = {
  /** What of them the file does not hold yet is added. */
  readonly proofs: SealedProofs;
  /** Bytes to reserve for the time-stamp token. */
  readonly tokenBytes: number;
};

/** A file on its way: what was appended so far, and the newest catalog. */
type Growing = { readonly base: UpdateBase; readonly catalogRef: PdfRef; readonly catalog: PdfDict };

/** Print and Locked (ISO 32000-2 12.5.3), as PDF/A asks of every annotation. */
const PRINTED_AND_LOCKED = 132;
/** SignaturesExist and AppendOnly (ISO 32000-2 12.7.3). */
const SIGNED_APPEND_ONLY = 3;

/**
 * Appends to a sealed file what makes it last (EN 319 142-1, 5.4 and 5.5): validation data in one incremental update, where
 * there are new ones, and over them a document time-stamp in another, complete but for its token. The field of the
 * time-stamp lies on no page, so nothing that anybody sees changes. Not a byte of the file is rewritten; the same arguments
 * give the same bytes. `digest` of the outcome is what is to be stamped.
 * @throws PdfReadError for a file that cannot be read
 */
export async function placeArchiveProofs(
  pdf: Uint8Array,
  { proofs, tokenBytes }: ArchiveProofs,
): Promise<UnsealedDocument> {
  const file = openPdf(pdf);
  const base = updateBase(file);
  const catalogRef = entry(base.trailer, 'Root');
  if (!isRef(catalogRef)) throw new Error('no reference to the catalog');
  const grown = withStore({ base, catalogRef, catalog: catalogOf(file) }, file, proofs);
  return withTimeStamp(grown, file, tokenBytes);
}

/** The file with what is new of the proofs; the file itself where nothing is. */
function withStore(growing: Growing, file: PdfFile, proofs: SealedProofs): Growing {
  const fresh = newProofs(file, proofs);
  if (STORE_KINDS.every((kind) => fresh[kind].length === 0)) return growing;
  const before = entry(growing.catalog, 'DSS');
  const first = nextNumber(growing.base);
  const objects = new Map<number, Uint8Array>();
  let store = storeOf(file, before);
  for (const kind of STORE_KINDS) {
    const added = fresh[kind].map((der) => {
      const number = first + objects.size;
      objects.set(number, plainStream(der));
      return reference(number);
    });
    const listed = listAt(file, store, STORE_KEYS[kind]);
    if (added.length > 0) store = withEntry(store, STORE_KEYS[kind], [...listed, ...added]);
  }
  const ref = isRef(before) ? before : reference(first + objects.size);
  objects.set(ref.number, ascii(valueText(store)));
  const catalog = isRef(before) ? growing.catalog : withEntry(growing.catalog, 'DSS', ref);
  if (!isRef(before)) objects.set(growing.catalogRef.number, ascii(valueText(catalog)));
  return { ...growing, catalog, base: appendUpdate(growing.base, objects).base };
}

/** What the file does not hold yet: what is written twice proves nothing more. */
function newProofs(file: PdfFile, proofs: SealedProofs): SealedProofs {
  const held = readSecurityStore(file);
  const fresh = (kind: (typeof STORE_KINDS)[number]) => {
    const known = held.flatMap((addition) => addition[kind]);
    return proofs[kind].filter((der) => !known.some((other) => equalBytes(other, der)));
  };
  return { certificates: fresh('certificates'), crls: fresh('crls'), ocsps: fresh('ocsps') };
}

function storeOf(file: PdfFile, value: PdfValue): PdfDict {
  const store = file.objects.resolve(value);
  return isDict(store) ? store : { type: 'dict', entries: new Map([['Type', { type: 'name', value: 'DSS' }]]) };
}

function withTimeStamp({ base, catalogRef, catalog }: Growing, file: PdfFile, tokenBytes: number) {
  const number = nextNumber(base);
  const [widget, value] = [reference(number), reference(number + 1)];
  const dictionary = timeStampDictionary(tokenBytes);
  const stamped = withEntry(catalog, 'AcroForm', formWith(file, catalog, widget));
  const written = appendUpdate(
    base,
    new Map([
      [catalogRef.number, ascii(valueText(stamped))],
      [widget.number, ascii(fieldText(`ArchiveTimeStamp${number}`, value))],
      [value.number, dictionary.bytes],
    ]),
  );
  return fillByteRange(written, value.number, dictionary);
}

/** The form with one more field (ISO 32000-2 12.7.3). */
function formWith(file: PdfFile, catalog: PdfDict, field: PdfRef): PdfDict {
  const form = file.objects.resolve(entry(catalog, 'AcroForm'));
  if (!isDict(form)) throw new Error('a sealed file has a form');
  const fields = withEntry(form, 'Fields', [...listAt(file, form, 'Fields'), field]);
  return withEntry(fields, 'SigFlags', SIGNED_APPEND_ONLY);
}

/** A field and its only widget, of no size and on no page. */
function fieldText(name: string, value: PdfRef): string {
  const widget = `/Type /Annot\n/Subtype /Widget\n/F ${PRINTED_AND_LOCKED}\n/Rect [0 0 0 0]`;
  return `<<\n/FT /Sig\n/T (${name})\n${widget}\n/V ${valueText(value)}\n>>`;
}

function listAt(file: PdfFile, dict: PdfDict, key: string): PdfArray {
  const list = file.objects.resolve(entry(dict, key));
  return isArray(list) ? list : [];
}

function reference(number: number): PdfRef {
  return { type: 'ref', number, generation: 0 };
}

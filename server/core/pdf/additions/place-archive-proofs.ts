import { ascii } from '#core/bytes/ascii.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { catalogOf, openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  type PdfArray,
  type PdfDict,
  type PdfRef,
  type PdfString,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { appendUpdate, nextNumber, type UpdateBase, updateBase } from './append-update.ts';
import { fillByteRange } from './fill-byte-range.ts';
import { hexStream, STORE_KEYS, STORE_KINDS } from './security-store-objects.ts';
import { pdfName, timeStampDictionary } from './time-stamp-dictionary.ts';
import type { SealedProofs, UnsealedDocument } from './unsealed-document.ts';
import { valueBytes, withEntry } from './write-value.ts';

export type ArchiveProofs = {
  /** What of them the file does not hold yet is added. */
  readonly proofs: SealedProofs;
  /** Bytes that the time-stamp token may have. */
  readonly tokenBytes: number;
};

/** The sizes that the room of a token may have, in bytes. */
export const TOKEN_ROOMS: readonly number[] = [16 * 1024, 32 * 1024, 64 * 1024];

/** A file on its way: what was appended so far, and the newest of what updates replace. */
export type GrowingFile = {
  readonly base: UpdateBase;
  readonly catalogRef: PdfRef;
  readonly catalog: PdfDict;
  readonly form: PdfDict;
  /** The security store as an object of its own; null before there is one. */
  readonly store: { readonly ref: PdfRef; readonly dict: PdfDict } | null;
};

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
  const room = TOKEN_ROOMS.find((bytes) => bytes >= tokenBytes);
  if (room === undefined) throw new RangeError(`no room for a token of ${tokenBytes} bytes`);
  const file = openPdf(pdf);
  const grown = withStore(growingFile(file), await sorted(newProofs(file, proofs)));
  return (await withTimeStamp(grown, room)).document;
}

/** A file that was read, to be grown. @throws PdfReadError `file-malformed` for one without catalog or form */
export function growingFile(file: PdfFile): GrowingFile {
  const base = updateBase(file);
  const catalogRef = entry(base.trailer, 'Root');
  const catalog = catalogOf(file);
  const form = file.objects.resolve(entry(catalog, 'AcroForm'));
  if (!isRef(catalogRef) || !isDict(form)) throw malformed('no reference to the catalog, or no form');
  const lists = (dict: PdfDict, keys: readonly string[]): PdfDict =>
    keys
      .filter((key) => dict.entries.has(key))
      .reduce((all, key) => withEntry(all, key, listAt(file, dict, key)), dict);
  const ref = entry(catalog, 'DSS');
  const store = file.objects.resolve(ref);
  return {
    ...{ base, catalogRef, catalog, form: lists(form, ['Fields']) },
    store: isRef(ref) && isDict(store) ? { ref, dict: lists(store, Object.values(STORE_KEYS)) } : null,
  };
}

/** The proofs in the one order that an update has them in: by the SHA-256 of their DER. */
export async function sorted(proofs: SealedProofs): Promise<SealedProofs> {
  const order = async (all: readonly Uint8Array[]) => {
    const keyed = await Promise.all(all.map(async (der) => ({ der, key: await sha256(der) })));
    return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ der }) => der);
  };
  const [certificates, crls, ocsps] = await Promise.all([
    order(proofs.certificates),
    order(proofs.crls),
    order(proofs.ocsps),
  ]);
  return { certificates, crls, ocsps };
}

async function sha256(der: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der.slice()));
  return Array.from(digest, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** The file with these proofs, which it does not hold yet, in their order; the file itself where there are none. */
export function withStore(growing: GrowingFile, fresh: SealedProofs): GrowingFile {
  if (STORE_KINDS.every((kind) => fresh[kind].length === 0)) return growing;
  const first = nextNumber(growing.base);
  const objects = new Map<number, Uint8Array>();
  let dict: PdfDict = growing.store?.dict ?? { type: 'dict', entries: new Map([['Type', pdfName('DSS')]]) };
  for (const kind of STORE_KINDS) {
    const added = fresh[kind].map((der) => {
      const number = first + objects.size;
      objects.set(number, hexStream(der));
      return reference(number);
    });
    const listed = entry(dict, STORE_KEYS[kind]);
    if (added.length > 0) dict = withEntry(dict, STORE_KEYS[kind], [...(isArray(listed) ? listed : []), ...added]);
  }
  const ref = growing.store?.ref ?? reference(first + objects.size);
  objects.set(ref.number, valueBytes(dict));
  const catalog = growing.store === null ? withEntry(growing.catalog, 'DSS', ref) : growing.catalog;
  if (growing.store === null) objects.set(growing.catalogRef.number, valueBytes(catalog));
  return { ...growing, catalog, store: { ref, dict }, base: appendUpdate(growing.base, objects).base };
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

/** The file with a time-stamp that waits for its token; `room` in bytes. */
export async function withTimeStamp(
  growing: GrowingFile,
  room: number,
): Promise<{ readonly document: UnsealedDocument; readonly growing: GrowingFile }> {
  const number = nextNumber(growing.base);
  const [widget, value] = [reference(number), reference(number + 1)];
  const listed = entry(growing.form, 'Fields');
  const fields = withEntry(growing.form, 'Fields', [...(isArray(listed) ? listed : []), widget]);
  const form = withEntry(fields, 'SigFlags', SIGNED_APPEND_ONLY);
  const catalog = withEntry(growing.catalog, 'AcroForm', form);
  const written = appendUpdate(
    growing.base,
    new Map([
      [growing.catalogRef.number, valueBytes(catalog)],
      [widget.number, valueBytes(fieldOf(`ArchiveTimeStamp${number}`, value))],
      [value.number, valueBytes(timeStampDictionary(room))],
    ]),
  );
  const document = await fillByteRange(written, value.number);
  return { document, growing: { ...growing, catalog, form, base: { ...written.base, bytes: document.pdf } } };
}

/** A field and its only widget, of no size and on no page. */
function fieldOf(name: string, value: PdfRef): PdfDict {
  const bytes = ascii(name);
  const title: PdfString = { type: 'string', form: 'literal', bytes, source: bytes, start: 0, end: 0 };
  return {
    type: 'dict',
    entries: new Map<string, PdfValue>([
      ['FT', pdfName('Sig')],
      ['T', title],
      ['Type', pdfName('Annot')],
      ['Subtype', pdfName('Widget')],
      ['F', PRINTED_AND_LOCKED],
      ['Rect', [0, 0, 0, 0]],
      ['V', value],
    ]),
  };
}

function listAt(file: PdfFile, dict: PdfDict, key: string): PdfArray {
  const list = file.objects.resolve(entry(dict, key));
  return isArray(list) ? list : [];
}

function reference(number: number): PdfRef {
  return { type: 'ref', number, generation: 0 };
}

import { Findings } from '#core/pdf/syntax/findings.ts';
import { readIndirectInteger, readIndirectObject, type Source } from '#core/pdf/syntax/indirect-object.ts';
import { Budget, exceeded, LIMITS, type Limits } from '#core/pdf/syntax/limits.ts';
import { NameTable } from '#core/pdf/syntax/name-table.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isArray,
  isCount,
  isDict,
  isRef,
  isStream,
  nameOf,
  type PdfDict,
  type PdfRef,
  type PdfStream,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { readXrefChain } from '#core/pdf/syntax/xref-chain.ts';
import type { XrefEntry } from '#core/pdf/syntax/xref-entry.ts';

/** Undoes FlateDecode. `most`: bytes that may come out; throws for more, and for data that are no zlib stream. */
export type Inflate = (zlib: Uint8Array, most: number) => Uint8Array;

/** A file of one revision with one classic cross-reference table. Its objects are read when they are first asked for. */
export type PlainFile = {
  readonly limits: Limits;
  readonly trailer: PdfDict;
  /** Follows references; a reference to nothing is an error. Throws `file-malformed` or `limit-exceeded`. */
  readonly resolve: (value: PdfValue) => PdfValue;
  /** The dictionary under a key, direct or a reference. */
  readonly dictAt: (dict: PdfDict, key: string) => PdfDict;
  /** Undoes the one filter that is known here, FlateDecode without parameters. */
  readonly decode: (stream: PdfStream) => Uint8Array;
};

/**
 * Opens a file of our own making for those who need few of its objects: `openPdf` reads them all, which takes longer
 * than typesetting them. The grammar is that of the strict reader, and what it would merely note is an error here.
 * @throws PdfReadError
 */
export function openPlainFile(bytes: Uint8Array, inflate: Inflate): PlainFile {
  if (bytes.length > LIMITS.fileBytes) throw exceeded('fileBytes');
  const budget = new Budget(LIMITS, bytes.length);
  const shared = { budget, findings: new Findings(), names: new NameTable(), fileSpecifications: [] };
  const source: Source = { bytes, ...shared, endstreams: null };
  const [link, another] = readXrefChain(source);
  if (link === undefined || another !== undefined || link.hybrid !== null || link.section.form !== 'table')
    throw malformed('not one revision with one classic table');
  const { entries, trailer } = link.section;
  const read = new Map<number, PdfValue>();
  const target = (reference: PdfRef): PdfValue => {
    const known = read.get(reference.number);
    if (known !== undefined) return known;
    const value = readObject(source, entries, reference);
    read.set(reference.number, value);
    return value;
  };
  const resolve = (value: PdfValue): PdfValue => {
    let current = value;
    for (let steps = 0; isRef(current); steps++) {
      if (steps > LIMITS.referenceChain) throw exceeded('referenceChain');
      current = target(current);
    }
    return current;
  };
  const dictAt = (dict: PdfDict, key: string): PdfDict => {
    const value = resolve(entry(dict, key));
    if (!isDict(value)) throw malformed(`no dictionary /${key}`);
    return value;
  };
  return {
    limits: LIMITS,
    trailer,
    resolve,
    dictAt,
    decode: (stream) => decodePlain(source, stream, resolve, inflate),
  };
}

function readObject(source: Source, entries: ReadonlyMap<number, XrefEntry>, { number, generation }: PdfRef): PdfValue {
  const place = entries.get(number);
  if (place?.kind !== 'in-use' || place.generation !== generation) throw malformed(`no object ${number} ${generation}`);
  const lengthOf = (length: PdfRef) => {
    const at = entries.get(length.number);
    return at?.kind === 'in-use' ? readIndirectInteger(source, at.offset, length.number) : null;
  };
  const object = readIndirectObject(source, place.offset, lengthOf);
  if (object?.number !== number || object.generation !== generation)
    throw malformed(`object ${number} is not there`, place.offset);
  const [finding] = source.findings.remarks;
  if (finding !== undefined) throw malformed(finding);
  return object.value;
}

function decodePlain(
  { bytes, budget }: Source,
  { dict, start, end }: PdfStream,
  resolve: (value: PdfValue) => PdfValue,
  inflate: Inflate,
): Uint8Array {
  const encoded = bytes.subarray(start, end);
  const filter = resolve(entry(dict, 'Filter'));
  if (dict.entries.has('F') || dict.entries.has('DecodeParms')) throw malformed('a stream with parameters', start);
  if (filter === null) return encoded;
  const only = isArray(filter) && filter.length === 1 ? resolve(filter[0] ?? null) : filter;
  if (nameOf(only) !== 'FlateDecode') throw malformed('a stream with another filter than Flate', start);
  budget.spendEncoded(encoded.length);
  const data = inflate(encoded, LIMITS.inflatedBytes);
  budget.spendInflated(data.length);
  return data;
}

/** The page dictionaries in their order. Throws for a page tree that is not exactly as ISO 32000-2, 7.7.3 wants it. */
export function plainPages(file: PlainFile): readonly PdfDict[] {
  const root = entry(file.dictAt(file.trailer, 'Root'), 'Pages');
  const pages: PdfDict[] = [];
  collectPages(file, root, null, pages);
  return pages;
}

function collectPages(file: PlainFile, node: PdfValue, parent: PdfRef | null, pages: PdfDict[], depth = 0): void {
  const dict = file.resolve(node);
  if (depth > file.limits.nesting || pages.length > file.limits.pages) throw exceeded('pages');
  if (!isRef(node) || !isDict(dict)) throw malformed('a node of the page tree that is no indirect dictionary');
  const up = entry(dict, 'Parent');
  if (parent === null ? up !== null : !isRef(up) || up.number !== parent.number)
    throw malformed(`object ${node.number} names another parent`);
  const type = nameOf(file.resolve(entry(dict, 'Type')));
  if (type === 'Page') {
    pages.push(dict);
    return;
  }
  const before = pages.length;
  const kids = file.resolve(entry(dict, 'Kids'));
  if (type !== 'Pages' || !isArray(kids)) throw malformed(`object ${node.number} is neither page nor node`);
  for (const kid of kids) collectPages(file, kid, node, pages, depth + 1);
  const count = file.resolve(entry(dict, 'Count'));
  if (!isCount(count) || count !== pages.length - before) throw malformed('/Count of pages is wrong');
}

/** The stream that a value leads to. */
export function streamAt(file: PlainFile, value: PdfValue): PdfStream {
  const stream = file.resolve(value);
  if (!isStream(stream)) throw malformed('no stream where one should be');
  return stream;
}

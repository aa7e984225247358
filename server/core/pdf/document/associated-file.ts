import { exceeded } from '#core/pdf/syntax/limits.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isStream,
  isString,
  type PdfDict,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { decodeTextString } from './text-string.ts';

/** Decodes an embedded file. Throws what `decodeStream` throws. Nothing is decoded before: who asks decides whom to trust with the work. */
export type ReadAttachment = () => Uint8Array;

/**
 * The embedded file of that name, in the newest revision (ISO 32000-2, 7.11.4 and 14.13): the catalog's
 * /AF and /Names /EmbeddedFiles must both lead to it, and nothing else in the file may bear the name. Otherwise null
 * with the finding `ambiguous-attachment`; null alone where no file bears it.
 */
export function readAssociatedFile(file: PdfFile, name: string): ReadAttachment | null {
  const catalog = catalogOf(file);
  const associated = listOf(file.objects.resolve(entry(catalog, 'AF')))
    .map((value) => file.objects.resolve(value))
    .filter((value) => isDict(value) && bears(file, value, name));
  const embedded = embeddedFiles(file, catalog)
    .filter(({ key, value }) => key === name || (isDict(value) && bears(file, value, name)))
    .map(({ value }) => value);
  const everywhere = specificationsOf(file, name, associated[0] ?? null);
  if (associated.length + embedded.length + everywhere.size === 0) return null;
  const [specification] = associated;
  const single = associated.length === 1 && embedded.length === 1 && everywhere.size === 1;
  if (!single || specification !== embedded[0] || !isDict(specification ?? null)) return ambiguous(file, name);
  return contentOf(file, specification as PdfDict) ?? ambiguous(file, name);
}

function ambiguous(file: PdfFile, name: string): null {
  file.findings.add('ambiguous-attachment', `not one ${name} in both /AF and /EmbeddedFiles`);
  return null;
}

function listOf(value: PdfValue): readonly PdfValue[] {
  return isArray(value) ? value : [];
}

/** True when either name of a file specification is the one. */
function bears(file: PdfFile, specification: PdfDict, name: string): boolean {
  return ['UF', 'F'].some((key) => textOf(file, entry(specification, key)) === name);
}

function textOf(file: PdfFile, value: PdfValue): string | null {
  const text = file.objects.resolve(value);
  return isString(text) && text.bytes.length <= file.limits.nameBytes ? decodeTextString(text.bytes) : null;
}

/** Key and value of every entry of the name tree (ISO 32000-2, 7.9.6). */
function embeddedFiles(file: PdfFile, catalog: PdfDict): { readonly key: string | null; readonly value: PdfValue }[] {
  const names = file.objects.resolve(entry(catalog, 'Names'));
  const found: { key: string | null; value: PdfValue }[] = [];
  const open: PdfValue[] = isDict(names) ? [entry(names, 'EmbeddedFiles')] : [];
  let visited = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const dict = file.objects.resolve(node);
    if (!isDict(dict)) continue;
    const pairs = listOf(file.objects.resolve(entry(dict, 'Names')));
    const kids = listOf(file.objects.resolve(entry(dict, 'Kids')));
    visited += 1 + pairs.length + kids.length;
    if (visited > file.limits.treeNodes) throw exceeded('treeNodes');
    for (let i = 0; i < pairs.length; i += 2) {
      const value = file.objects.resolve(pairs[i + 1] ?? null);
      found.push({ key: textOf(file, pairs[i] ?? null), value });
    }
    for (const kid of kids) open.push(kid);
  }
  return found;
}

/**
 * Every file specification with an embedded file of that name in the newest revision, wherever it stands: attached
 * to pages or notes, too. The walk is only needed where the file has others than the associated one.
 */
function specificationsOf(file: PdfFile, name: string, associated: PdfValue): ReadonlySet<PdfDict> {
  const found = new Set<PdfDict>();
  const candidates = file.fileSpecifications.filter((candidate) => bears(file, candidate, name));
  if (candidates.every((candidate) => candidate === associated)) return new Set(candidates);
  const open: PdfValue[] = file.objects.numbers().map((number) => file.objects.object(number)?.value ?? null);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value === null || typeof value !== 'object') continue;
    const dict = isStream(value) ? value.dict : value;
    if (isArray(dict)) for (const item of dict) open.push(item);
    if (!isDict(dict)) continue;
    if (dict.entries.has('EF') && bears(file, dict, name)) found.add(dict);
    for (const item of dict.entries.values()) open.push(item);
  }
  return found;
}

/** The stream that /EF names, by one key or by both alike (ISO 32000-2, table 43). */
function contentOf(file: PdfFile, specification: PdfDict): ReadAttachment | null {
  const [unicode, plain] = ['UF', 'F'].map((key) => textOf(file, entry(specification, key)));
  if (unicode !== null && plain !== null && unicode !== plain) return null;
  const streams = file.objects.resolve(entry(specification, 'EF'));
  if (!isDict(streams)) return null;
  const references = ['F', 'UF', 'DOS', 'Mac', 'Unix'].map((key) => entry(streams, key)).filter((ref) => ref !== null);
  const numbers = new Set(references.map((reference) => (isRef(reference) ? reference.number : null)));
  const stream = file.objects.resolve(references[0] ?? null);
  return numbers.size === 1 && isStream(stream) ? () => file.decode(stream) : null;
}

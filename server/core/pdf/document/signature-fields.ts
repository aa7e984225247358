import { exceeded } from '#core/pdf/syntax/limits.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isString,
  nameOf,
  type PdfDict,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import { decodeTextString } from './text-string.ts';

/** Characters of a fully qualified name: nodes within each other must not add up to megabytes. */
const MAX_NAME = 4096;

/** A signature field with a value, as one revision knows it. */
export type SignedField = {
  /** The fully qualified name (ISO 32000-2, 12.7.4.2). */
  readonly name: string;
  readonly dict: PdfDict;
  /** The signature dictionary. */
  readonly value: PdfDict;
  /** Its object number; null when it stands within the field. */
  readonly valueNumber: number | null;
};

/** A node with what it inherits. */
type Node = {
  readonly reference: PdfValue;
  readonly name: string;
  readonly type: string | null;
  readonly value: PdfValue;
  /** The value that is inherited has been noted at an ancestor. */
  readonly noted: boolean;
};

/**
 * The signature fields of the interactive form that hold a value, in the order of the form (ISO 32000-2, 12.7.5.5).
 * @throws PdfReadError `file-malformed` for a field that is met twice, `limit-exceeded`
 */
export function readSignedFields(file: PdfFile, revision: number): readonly SignedField[] {
  const form = file.objects.resolve(entry(catalogOf(file, revision), 'AcroForm'), revision);
  const roots = isDict(form) ? file.objects.resolve(entry(form, 'Fields'), revision) : null;
  if (!isArray(roots)) return [];
  if (roots.length > file.limits.treeNodes) throw exceeded('treeNodes');
  const fields: SignedField[] = [];
  const seen = new Set<number>();
  const open = roots
    .toReversed()
    .map((reference): Node => ({ reference, name: '', type: null, value: null, noted: false }));
  let visited = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const kids = visit(file, revision, { node, seen, fields });
    if (++visited + open.length + kids.length > file.limits.treeNodes) throw exceeded('treeNodes');
    for (const kid of kids.toReversed()) open.push(kid);
    if (fields.length > file.limits.signatures) throw exceeded('signatures');
  }
  return fields;
}

type Walk = { readonly node: Node; readonly seen: Set<number>; readonly fields: SignedField[] };

/** Notes a filled field, and gives the kids of an inner node. */
function visit(file: PdfFile, revision: number, { node, seen, fields }: Walk): readonly Node[] {
  const { reference } = node;
  if (isRef(reference)) {
    if (seen.has(reference.number)) throw malformed(`field object ${reference.number} is met twice`);
    seen.add(reference.number);
  }
  const dict = file.objects.resolve(reference, revision);
  if (!isDict(dict)) return [];
  const own = inherit(file, revision, dict, node);
  const hasNews = dict.entries.has('V') || (dict.entries.has('FT') && !node.noted);
  const field = own.type === 'Sig' && hasNews ? filledField(file, revision, own, dict) : null;
  if (field !== null) fields.push(field);
  const kids = file.objects.resolve(entry(dict, 'Kids'), revision);
  if (!isArray(kids)) return [];
  if (kids.length > file.limits.treeNodes) throw exceeded('treeNodes');
  return kids.map((kid) => ({ ...own, reference: kid, noted: node.noted || field !== null }));
}

function inherit(file: PdfFile, revision: number, dict: PdfDict, node: Node): Node {
  const partial = file.objects.resolve(entry(dict, 'T'), revision);
  if (isString(partial) && partial.bytes.length > file.limits.nameBytes) throw exceeded('nameBytes');
  const text = isString(partial) ? decodeTextString(partial.bytes) : null;
  const name = text === null ? node.name : node.name === '' ? text : `${node.name}.${text}`;
  if (name.length > MAX_NAME) throw exceeded('nameBytes');
  return {
    ...node,
    name,
    type: nameOf(file.objects.resolve(entry(dict, 'FT'), revision)) ?? node.type,
    value: entry(dict, 'V') ?? node.value,
  };
}

function filledField(file: PdfFile, revision: number, own: Node, dict: PdfDict): SignedField | null {
  const value = file.objects.resolve(own.value, revision);
  if (!isDict(value)) return null;
  return { name: own.name, dict, value, valueNumber: isRef(own.value) ? own.value.number : null };
}

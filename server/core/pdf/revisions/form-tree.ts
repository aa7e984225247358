import { decodeTextString } from '#core/pdf/document/text-string.ts';
import { exceeded } from '#core/pdf/syntax/limits.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
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
import { noteHolders } from './holders.ts';

/** A node of the form: a field, a widget of a field, or both in one. */
export type FormNode = {
  readonly number: number;
  /** Fully qualified; that of the field for a widget (ISO 32000-2, 12.7.4.2). */
  readonly name: string;
  /** The partial name is a text string of one character or more without a full stop; null where there is none. */
  readonly named: boolean | null;
  /** /FT, own or inherited. */
  readonly type: string | null;
  /** /V, own or inherited, not resolved. */
  readonly value: PdfValue;
  /** /Ff, own or inherited. */
  readonly flags: number;
  readonly dict: PdfDict;
  readonly parent: number | null;
};

export type FormTree = {
  readonly byNumber: ReadonlyMap<number, FormNode>;
  /** Nodes that are met twice or stand directly in an array: viewers see different forms. */
  readonly broken: boolean;
  /** How many fields bear a name. */
  readonly names: ReadonlyMap<string, number>;
  /** Every object that the form was read from, the nodes included. */
  readonly holders: ReadonlySet<number>;
};

/** Characters of a fully qualified name: nodes within each other must not add up to megabytes. */
const MAX_NAME = 4096;

const NO_TRAILER: PdfDict = { type: 'dict', entries: new Map() };

type Open = { readonly reference: PdfValue; readonly parent: FormNode | null };

/** Every node of the interactive form as of a revision (ISO 32000-2, 12.7.3). Throws `limit-exceeded`. */
export function readFormTree(file: PdfFile, revision: number): FormTree {
  const holders = new Set<number>();
  const resolve = (value: PdfValue) => {
    noteHolders(file, value, revision, holders);
    return file.objects.resolve(value, revision);
  };
  resolve(entry(file.revisions[revision]?.trailer ?? NO_TRAILER, 'Root'));
  const form = resolve(entry(catalogOf(file, revision), 'AcroForm'));
  const roots = isDict(form) ? resolve(entry(form, 'Fields')) : null;
  const byNumber = new Map<number, FormNode>();
  const names = new Map<string, number>();
  let broken = false;
  const open: Open[] = isArray(roots) ? roots.map((reference) => ({ reference, parent: null })) : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { reference, parent } = next;
    const dict = resolve(reference);
    if (!isRef(reference) || !isDict(dict) || byNumber.has(reference.number)) {
      broken = true;
      continue;
    }
    const node = nodeOf(resolve, { number: reference.number, dict, parent });
    byNumber.set(reference.number, node);
    if (node.name.length > MAX_NAME) throw exceeded('nameBytes');
    if (node.named !== null) names.set(node.name, (names.get(node.name) ?? 0) + 1);
    if (byNumber.size + open.length > file.limits.treeNodes) throw exceeded('treeNodes');
    const kids = resolve(entry(dict, 'Kids'));
    if (isArray(kids)) for (const kid of kids) open.push({ reference: kid, parent: node });
  }
  return { byNumber, broken, names, holders };
}

type Found = { readonly number: number; readonly dict: PdfDict; readonly parent: FormNode | null };

function nodeOf(resolve: (value: PdfValue) => PdfValue, { number, dict, parent }: Found): FormNode {
  const partial = resolve(entry(dict, 'T'));
  const text = isString(partial) ? decodeTextString(partial.bytes) : null;
  const above = parent?.name ?? '';
  const flags = resolve(entry(dict, 'Ff'));
  return {
    number,
    name: text === null ? above : above === '' ? text : `${above}.${text}`,
    named: partial === null ? null : text !== null && text !== '' && !text.includes('.'),
    type: nameOf(resolve(entry(dict, 'FT'))) ?? parent?.type ?? null,
    value: entry(dict, 'V') ?? parent?.value ?? null,
    flags: typeof flags === 'number' ? flags : (parent?.flags ?? 0),
    dict,
    parent: parent?.number ?? null,
  };
}

import { equalBytes } from '#core/bytes/bytes.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { entry, isArray, isDict, isStream, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';

/** The validation data that one revision brought (ISO 32000-2, 12.8.4.3): DER as it lies there, none of it judged. */
export type SecurityStoreAddition = {
  readonly revision: number;
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  /** OCSPResponse each. */
  readonly ocsps: readonly Uint8Array[];
};

/** Objects of one kind that are read of a whole file. */
const MAX_OBJECTS = 64;
/** Entries of a list that are looked at in each revision. */
const MAX_ENTRIES = 256;

const LISTS = { certificates: 'Certs', crls: 'CRLs', ocsps: 'OCSPs' } as const;
type Kind = keyof typeof LISTS;
const KINDS = Object.keys(LISTS) as readonly Kind[];

/**
 * What each revision added to the document security store, in their order. Streams that cannot be decoded are passed
 * over, and so is what is beyond the bounds: less is proven then.
 */
export function readSecurityStore(file: PdfFile): readonly SecurityStoreAddition[] {
  const seen: Record<Kind, Set<PdfValue>> = { certificates: new Set(), crls: new Set(), ocsps: new Set() };
  const known: Record<Kind, Uint8Array[]> = { certificates: [], crls: [], ocsps: [] };
  const additions: SecurityStoreAddition[] = [];
  for (let revision = 0; revision < file.revisions.length; revision++) {
    const addition = { revision, ...onlyNew(readKinds(file, revision, seen), known) };
    if (KINDS.some((kind) => addition[kind].length > 0)) additions.push(addition);
  }
  return additions;
}

/** What is written again is no addition: a revision that brings nothing but that brings no proof. */
function onlyNew(found: Record<Kind, Uint8Array[]>, known: Record<Kind, Uint8Array[]>): Record<Kind, Uint8Array[]> {
  const fresh: Record<Kind, Uint8Array[]> = { certificates: [], crls: [], ocsps: [] };
  for (const kind of KINDS) {
    for (const der of found[kind]) {
      if (known[kind].some((other) => equalBytes(other, der))) continue;
      known[kind].push(der);
      fresh[kind].push(der);
    }
  }
  return fresh;
}

function readKinds(file: PdfFile, revision: number, seen: Record<Kind, Set<PdfValue>>): Record<Kind, Uint8Array[]> {
  const found: Record<Kind, Uint8Array[]> = { certificates: [], crls: [], ocsps: [] };
  const resolve = (value: PdfValue) => file.objects.resolve(value, revision);
  const store = resolve(entry(catalogOf(file, revision), 'DSS'));
  if (!isDict(store)) return found;
  for (const kind of KINDS) {
    for (const value of listAt(resolve, store, LISTS[kind])) {
      if (seen[kind].has(value) || seen[kind].size >= MAX_OBJECTS) continue;
      seen[kind].add(value);
      found[kind].push(...decoded(file, value));
    }
  }
  return found;
}

function listAt(resolve: (value: PdfValue) => PdfValue, store: PdfDict, key: string): readonly PdfValue[] {
  const list = resolve(entry(store, key));
  return isArray(list) ? list.slice(0, MAX_ENTRIES).map(resolve) : [];
}

/** A copy: a part of the file's own bytes would take the whole file along to another thread. */
function decoded(file: PdfFile, value: PdfValue): readonly Uint8Array[] {
  if (!isStream(value)) return [];
  try {
    return [file.decode(value).slice()];
  } catch (fault) {
    if (fault instanceof PdfReadError) return [];
    throw fault;
  }
}

import { latin1 } from '#core/pdf/syntax/characters.ts';
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
import { EXEMPT } from './exempt.ts';
import { areAmong, CLEAN, change, differingKeys, type Finding, type Permit, type View } from './finding.ts';
import { judgeForm } from './judge-form.ts';
import { judgeMetadata } from './judge-metadata.ts';
import { isSoundSecurityStore } from './judge-security-store.ts';
import { judgeStructure } from './judge-structure.ts';

/** The document catalog (ISO 32000-2, 7.7.2). Both values are resolved. */
export function judgeCatalog(view: View, before: PdfValue, after: PdfValue): readonly Finding[] {
  if (!isDict(before) || !isDict(after)) return change(view, 'document', 'never', 'root-repointed');
  return differingKeys(view, before, after).flatMap((key) => judgeEntry(view, key, before, after));
}

function judgeEntry(view: View, key: string, before: PdfDict, after: PdfDict): readonly Finding[] {
  const [old, next] = [view.before(entry(before, key)), view.after(entry(after, key))];
  const judge = Object.hasOwn(ENTRIES, key) ? ENTRIES[key] : undefined;
  if (judge !== undefined) return judge(view, old, next, { before, after });
  return change(view, 'document', 'never', 'catalog-changed');
}

type Catalogs = { readonly before: PdfDict; readonly after: PdfDict };
type JudgeEntry = (view: View, before: PdfValue, after: PdfValue, catalogs: Catalogs) => readonly Finding[];

/** The judges of entries that may change at all. */
const ENTRIES: Readonly<Record<string, JudgeEntry>> = {
  AcroForm: (view, before, after) => judgeForm(view, before, after),
  DSS: (view) => judgeSecurityStore(view),
  Extensions: (view) => judgeExtensions(view),
  Metadata: (view, before, after) => judgeMetadata(view, before, after),
  Pages: (view) => change(view, 'page-content', 'never', 'page-tree-changed'),
  StructTreeRoot: (view, before, after) =>
    before === null
      ? change(view, 'structure', 'unlessNone', 'structure-changed')
      : judgeStructure(view, before, after, 0),
  OutputIntents: (view, before) =>
    change(view, 'document', before === null ? 'unlessNone' : 'never', 'catalog-changed'),
  Version: (view, before, after) => change(view, 'document', permitOfVersion(view, before, after), 'version-lowered'),
  Perms: (view, before, after) =>
    change(view, 'document', isNewCertification(view, before, after) ? 'uncertified' : 'never', 'permissions-changed'),
};

/** Validation data may come and go at any time: they prove, and show nothing. */
export function judgeSecurityStore(view: View): readonly Finding[] {
  const isSound = view.once('security-store', () => isSoundSecurityStore(view));
  return isSound ? CLEAN : change(view, 'document', 'never', 'security-store-changed');
}

/** Developer extensions (ISO 32000-2, 7.12): dictionaries of texts and numbers. */
export function judgeExtensions(view: View): readonly Finding[] {
  const isSound = view.once('extensions', () => areSoundExtensions(view));
  return isSound ? CLEAN : change(view, 'document', 'never', 'extension-changed');
}

function areSoundExtensions(view: View): boolean {
  const catalog = view.after(entry(view.file.revisions[view.revision]?.trailer ?? NOTHING, 'Root'));
  const extensions = isDict(catalog) ? view.after(entry(catalog, 'Extensions')) : null;
  return (
    isDict(extensions) && [...extensions.entries].every(([key, value]) => isExtension(view, key, view.after(value)))
  );
}

const NOTHING: PdfDict = { type: 'dict', entries: new Map() };

function isExtension(view: View, key: string, value: PdfValue): boolean {
  if (key === 'Type') return nameOf(value) === 'Extensions';
  if (isArray(value)) return value.every((one) => !isArray(view.after(one)) && isExtension(view, '', view.after(one)));
  if (!isDict(value) || !areAmong(value.entries.keys(), EXEMPT.extension)) return false;
  return [...value.entries.values()].every(
    (part) => typeof part === 'number' || isString(part) || nameOf(part) !== null,
  );
}

const VERSION = /^[12]\.\d$/;

/**
 * The version of the document may rise (ISO 32000-2, 7.2.2): nothing is shown otherwise for it. It is the later one of that in
 * the header and that in the catalog, so one in the catalog that is lower than the header's says nothing. iText 5 sets the
 * header's where the catalog has a later one: named, where no signature says what may change.
 */
function permitOfVersion({ file }: View, before: PdfValue, after: PdfValue): Permit {
  const [old, next] = [nameOf(before), nameOf(after)];
  const isNone = (value: PdfValue, name: string | null) => value !== null && (name === null || !VERSION.test(name));
  if (isNone(before, old) || isNone(after, next)) return 'never';
  const header = latin1(file.bytes.subarray(HEADER.length, HEADER.length + 3));
  const later = (version: string | null) => (version !== null && version > header ? version : header);
  return later(old) <= later(next) ? 'always' : 'uncertified';
}

const HEADER = '%PDF-';

/** Permissions of the author come with the signature that gives them, and are never changed or taken away (12.8.6). */
function isNewCertification(view: View, before: PdfValue, after: PdfValue): boolean {
  if (before !== null || !isDict(after) || after.entries.size !== 1) return false;
  const named = entry(after, 'DocMDP');
  const signature = view.after(named);
  const isNew = isRef(named) && view.file.objects.object(named.number, view.revision - 1) === null;
  return isNew && [...view.forms.after.byNumber.values()].some(({ value }) => view.after(value) === signature);
}

import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isDict, isRef, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { type FormTree, readFormTree } from './form-tree.ts';
import { readAnnotationNumbers, readElementNumbers, readPageNumbers } from './page-numbers.ts';
import type { Permissions } from './permissions.ts';
import type { References } from './references.ts';
import { Sameness } from './same-value.ts';
import { type Referrers, touchedObjects } from './touched-objects.ts';

/** Two revisions that follow each other, side by side, and what the signatures before them permit. */
export type View = {
  readonly file: PdfFile;
  /** Index of the later revision; the earlier one is one less. */
  readonly revision: number;
  readonly permissions: Permissions;
  readonly references: References;
  readonly referrers: Referrers;
  readonly forms: { readonly before: FormTree; readonly after: FormTree };
  readonly before: (value: PdfValue) => PdfValue;
  readonly after: (value: PdfValue) => PdfValue;
  /** Whether both are the same value, all that they refer to included. */
  readonly same: (before: PdfValue, after: PdfValue, key?: string) => boolean;
};

/** Opens the view of a revision (1 or more) against the one before. */
export function openView(
  file: PdfFile,
  revision: number,
  { permissions, references, referrers }: Pick<View, 'permissions' | 'references' | 'referrers'>,
): View {
  const touched = touchedObjects(file, revision, referrers);
  const forms = { before: readFormTree(file, revision - 1), after: readFormTree(file, revision) };
  const pages = readPageNumbers(file, revision - 1).intersection(readPageNumbers(file, revision));
  const [annotations, annotationsNow] = [revision - 1, revision].map((index) => readAnnotationNumbers(file, index));
  const fields = new Set([...forms.before.byNumber.keys(), ...(annotations ?? [])]).intersection(
    new Set([...forms.after.byNumber.keys(), ...(annotationsNow ?? [])]),
  );
  const structure = readElementNumbers(file, revision - 1).intersection(readElementNumbers(file, revision));
  const sameness = new Sameness(file, revision, {
    pages,
    fields,
    structure,
    touched,
    catalog: commonCatalog(file, revision),
  });
  return {
    file,
    revision,
    permissions,
    references,
    referrers,
    forms,
    before: (value) => file.objects.resolve(value, revision - 1),
    after: (value) => file.objects.resolve(value, revision),
    same: (before, after, key = '') => sameness.test(before, after, key),
  };
}

function commonCatalog(file: PdfFile, revision: number): number | null {
  const [before, after] = [revision - 1, revision].map((index) => {
    const trailer = file.revisions[index]?.trailer;
    const root = trailer === undefined ? null : entry(trailer, 'Root');
    return isRef(root) ? root.number : null;
  });
  return before !== undefined && before === after ? before : null;
}

/** Both values as dictionaries; null unless they are. */
export function bothDicts(
  view: View,
  { before, after }: { readonly before: PdfValue; readonly after: PdfValue },
): { readonly before: PdfDict; readonly after: PdfDict } | null {
  const old = view.before(before);
  const next = view.after(after);
  return isDict(old) && isDict(next) ? { before: old, after: next } : null;
}

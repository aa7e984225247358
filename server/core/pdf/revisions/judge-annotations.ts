import { entry, isDict, isRef, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { compareLists } from './compare-lists.ts';
import { CLEAN, change, differingKeys, type Finding, type View } from './finding.ts';

/** The annotations of a page (ISO 32000-2, 12.5.2). Both lists are resolved. */
export function judgeAnnotationList(view: View, before: PdfValue, after: PdfValue): readonly Finding[] {
  const lists = compareLists(view, before, after);
  if (lists === null) return change(view, 'annotation', 'never', 'annotation-changed');
  const removed = lists.removed.flatMap((item) => judgeRemoved(view, item));
  const added = lists.added.flatMap((item) => judgeAdded(view, item));
  if (removed.length + added.length > 0 || lists.isAppended) return [...removed, ...added];
  return change(view, 'annotation', 'annotating', 'annotation-changed');
}

function judgeRemoved(view: View, item: PdfValue): readonly Finding[] {
  const number = isRef(item) ? item.number : 0;
  const isField = view.forms.before.byNumber.has(number);
  return change(view, 'annotation', isField ? 'never' : 'annotating', 'annotation-removed', number);
}

/**
 * A new object is judged by itself, and so is a new field; anything else was kept out of sight until now. A reference to
 * nothing is no field: readers look for what it may mean.
 */
function judgeAdded(view: View, item: PdfValue): readonly Finding[] {
  if (!isRef(item)) return judgeAnnotation(view, null, view.after(item));
  if (view.after(item) === null) return change(view, 'annotation', 'annotating', 'annotation-added', item.number);
  const isNew = view.file.objects.object(item.number, view.revision - 1) === null;
  return isNew ? CLEAN : change(view, 'annotation', 'never', 'annotation-added', item.number);
}

/** An annotation that is no widget of the form. Both values are resolved; null where it is not there. */
export function judgeAnnotation(view: View, before: PdfValue, after: PdfValue, number = 0): readonly Finding[] {
  if (after === null) return change(view, 'annotation', 'annotating', 'annotation-removed', number);
  if (!isDict(after)) return change(view, 'annotation', 'never', 'annotation-changed', number);
  const code = before === null ? 'annotation-added' : 'annotation-changed';
  if (isDict(before)) {
    const keys = differingKeys(view, before, after);
    if (keys.length === 1 && keys[0] === 'Type' && nameOf(view.after(entry(after, 'Type'))) === 'Annot')
      return change(view, 'other', 'always', code, number);
  }
  const isQuiet = doesNothingNew(view, isDict(before) ? before : null, after);
  return change(view, 'annotation', isQuiet ? 'annotating' : 'never', code, number);
}

const ACTIONS = ['AA', 'PA', 'OC'];
/** Kinds that play or run something, and the widgets of a form, which belong to its fields. */
const ACTIVE = new Set(['Screen', 'Movie', 'Sound', 'RichMedia', '3D', 'Widget']);

/** Actions and layers stay; a new annotation has no action but a link to the web, without another after it. */
function doesNothingNew(view: View, before: PdfDict | null, after: PdfDict): boolean {
  const isKept = (key: string) => {
    const now = after.entries.get(key);
    if (before === null || !before.entries.has(key)) return now === undefined;
    return now !== undefined && view.comparer.same(before.entries.get(key) ?? null, now);
  };
  const isActive = ACTIVE.has(nameOf(view.after(entry(after, 'Subtype'))) ?? '') && !isKept('Subtype');
  return !isActive && ACTIONS.every(isKept) && (isKept('A') || isWebLink(view, after));
}

function isWebLink(view: View, annotation: PdfDict): boolean {
  const action = view.after(entry(annotation, 'A'));
  return isDict(action) && nameOf(view.after(entry(action, 'S'))) === 'URI' && entry(action, 'Next') === null;
}

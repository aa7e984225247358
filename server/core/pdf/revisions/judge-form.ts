import { catalogOf } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isDict, isRef, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { compareLists } from './compare-lists.ts';
import { EXEMPT } from './exempt.ts';
import { areAmong, CLEAN, change, differingKeys, type Finding, type View } from './finding.ts';

const NOTHING: PdfDict = { type: 'dict', entries: new Map() };

/** The interactive form (ISO 32000-2, 12.7.3). Both values are resolved. */
export function judgeForm(view: View, before: PdfValue, after: PdfValue, number = 0): readonly Finding[] {
  if (!isDict(after) || (before !== null && !isDict(before)))
    return change(view, 'form', 'never', 'form-changed', number);
  const old = before === null ? NOTHING : before;
  const keys = differingKeys(view, old, after);
  const isExempt = areAmong(keys, before === null ? EXEMPT.newForm : EXEMPT.form);
  const judged = keys.flatMap((key) => judgeEntry(view, key, { old, next: after, number }));
  return isExempt || judged.length > 0 ? judged : change(view, 'form', 'never', 'form-changed', number);
}

type Forms = { readonly old: PdfDict; readonly next: PdfDict; readonly number: number };

function judgeEntry(view: View, key: string, { old, next, number }: Forms): readonly Finding[] {
  const [before, after] = [view.before(entry(old, key)), view.after(entry(next, key))];
  if (key === 'Fields') return judgeFieldList(view, before, after);
  if (key === 'SigFlags')
    return areFlagsKept(before, after)
      ? judgeSwitchOfXfa(view, number)
      : change(view, 'form', 'never', 'form-changed', number);
  if (key === 'DR')
    return change(view, 'form', isGrown(view, before, after) ? 'unlessNone' : 'never', 'form-changed', number);
  if (key === 'DA') return change(view, 'form', 'unlessNone', 'form-changed', number);
  if (key === 'NeedAppearances') {
    const isSaid = (before ?? false) !== (after ?? false);
    return change(view, 'form', isSaid ? 'annotating' : 'always', 'form-changed', number);
  }
  return change(view, 'form', 'never', 'form-changed', number);
}

/** SignaturesExist and AppendOnly are set and never unset (ISO 32000-2, 12.7.3). */
function areFlagsKept(before: PdfValue, after: PdfValue): boolean {
  const old = before ?? 0;
  if (typeof old !== 'number' || typeof after !== 'number') return false;
  return after >= 0 && after <= 3 && (old & ~after) === 0;
}

/** Whether default resources (resolved) hold what they held, and perhaps more. */
export function isGrown(view: View, before: PdfValue, after: PdfValue, depth = 0): boolean {
  if (before === null) return isDict(after);
  if (!isDict(before) || !isDict(after)) return false;
  return [...before.entries].every(([key, value]) => {
    const now = after.entries.get(key);
    if (now === undefined) return false;
    if (view.comparer.same(value, now)) return true;
    return depth === 0 && isGrown(view, view.before(value), view.after(now), depth + 1);
  });
}

/**
 * Firefox shows the pages of an XFA form (ISO 32000-1, 12.7.8) or the form in their place, by whether all of its fields are
 * hidden signatures and /SigFlags says that there are some: so neither is nothing there.
 */
function judgeSwitchOfXfa(view: View, number: number): readonly Finding[] {
  return isXfa(view) ? change(view, 'form', 'annotating', 'form-changed', number) : CLEAN;
}

function isXfa({ file, revision, after }: View): boolean {
  const form = after(entry(catalogOf(file, revision), 'AcroForm'));
  return isDict(form) && form.entries.has('XFA');
}

/** No field goes away; a new one is judged by itself. Both lists are resolved. */
export function judgeFieldList(view: View, before: PdfValue, after: PdfValue): readonly Finding[] {
  const lists = compareLists(view, before, after);
  if (lists === null) return change(view, 'form', 'never', 'form-changed');
  if (lists.removed.length > 0) return change(view, 'form', 'never', 'field-removed');
  const wasThere = (item: PdfValue) =>
    !isRef(item) || view.file.objects.object(item.number, view.revision - 1) !== null;
  const old = lists.added.find(wasThere);
  if (old !== undefined) return change(view, 'field-added', 'never', 'field-added', isRef(old) ? old.number : 0);
  if (!lists.isAppended) return change(view, 'form', 'unlessNone', 'form-changed');
  return lists.added.length > 0 ? judgeSwitchOfXfa(view, 0) : CLEAN;
}

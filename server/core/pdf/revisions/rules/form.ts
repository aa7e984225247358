import { leavesFieldsAlone } from '#core/pdf/revisions/default-resources.ts';
import { ALLOWED, type Difference, type Rule } from '#core/pdf/revisions/difference.ts';
import { isDrawnAnew } from '#core/pdf/revisions/drawn-anew.ts';
import { splitEntries } from '#core/pdf/revisions/split-entries.ts';
import { bothDicts, type View } from '#core/pdf/revisions/view.ts';
import { entry, isArray, isDict, isRef, type PdfDict } from '#core/pdf/syntax/values.ts';

const PLACES = {
  Fields: 'fields',
  SigFlags: 'signature-flags',
  DR: 'form-resources',
  DA: 'form-resources',
  NeedAppearances: 'need-appearances',
} as const;
const EMPTY: PdfDict = { type: 'dict', entries: new Map() };

/** The interactive form (ISO 32000-2, 12.7.3). A document without one may get it for a signature; it never goes away. */
export const formRule: Rule = (difference, view) => {
  const { place, path, before, after } = difference;
  if (place !== 'form') return null;
  const [old, next] = [view.before(before), view.after(after)];
  const dicts = old === null && isDict(next) ? { before: EMPTY, after: next } : bothDicts(view, difference);
  if (dicts === null || !leavesFieldsAlone(view, dicts)) return null;
  return splitEntries(path, dicts, PLACES, 'form-entry');
};

/** SignaturesExist and AppendOnly are set and never unset (ISO 32000-2, 12.7.3). */
export const signatureFlagsRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'signature-flags') return null;
  const [old, next] = [view.before(before) ?? 0, view.after(after)];
  if (typeof old !== 'number' || typeof next !== 'number') return null;
  return next >= 0 && next <= 3 && (old & ~next) === 0 ? ALLOWED : null;
};

/** Whether viewers draw the fields anew stays; what is not said is false (ISO 32000-2, table 224), as pypdf writes it. */
export const needAppearancesRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'need-appearances' || view.permissions.profile === 'sealed') return null;
  return (view.before(before) ?? false) === (view.after(after) ?? false) ? ALLOWED : null;
};

/** Default resources may be added for new appearances; what is there keeps its look (ISO 32000-2, 12.7.3). */
export const formResourcesRule: Rule = ({ place, path, before, after }, view) => {
  if (place !== 'form-resources') return null;
  const [old, next] = [view.before(before), view.after(after)];
  if (old === null) return isDrawnAnew(view) ? null : ALLOWED;
  if (isDict(next) && isDrawnAnew(view) && next.entries.size !== (isDict(old) ? old.entries.size : 0)) return null;
  if (!isDict(old) || !isDict(next)) return null;
  return { kind: 'split', differences: keptEntries(view, { path, before: old, after: next }) };
};

type Dicts = { readonly path: string; readonly before: PdfDict; readonly after: PdfDict };

/** What both have: nothing may differ, but for dictionaries that grew. */
function keptEntries(view: View, { path, before, after }: Dicts): readonly Difference[] {
  return [...before.entries].map(([key, value]) => {
    const now = entry(after, key);
    const [old, next] = [view.before(value), view.after(now)];
    const isCategory = path.endsWith('/DR') && isDict(old) && isDict(next);
    const isList = isArray(old) || isRef(old);
    return {
      place: isCategory && !isList ? 'form-resources' : 'form-entry',
      path: `${path}/${key}`,
      before: value,
      after: now,
    };
  });
}

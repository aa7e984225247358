import { type Difference, forbidden, type Rule, type Ruling } from '#core/pdf/revisions/difference.ts';
import { fillingProblem } from '#core/pdf/revisions/filling.ts';
import type { FormNode } from '#core/pdf/revisions/form-tree.ts';
import { newValueProblem } from '#core/pdf/revisions/new-field.ts';
import { isLocked } from '#core/pdf/revisions/permissions.ts';
import { isReferredTo } from '#core/pdf/revisions/referrers.ts';
import { isSameDefaultAppearance } from '#core/pdf/revisions/same-drawing.ts';
import { splitEntries } from '#core/pdf/revisions/split-entries.ts';
import type { View } from '#core/pdf/revisions/view.ts';
import { isBareField, isVisible } from '#core/pdf/revisions/visibility.ts';
import { entry, isArray, isDict, isRef, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';

type Nodes = { readonly before: FormNode; readonly after: FormNode };

/** A field or widget that was there before (ISO 32000-2, 12.7.4 and 12.5.6.19). */
export const fieldRule: Rule = (difference, view) => {
  const { place, before, after } = difference;
  if (place !== 'field' || !isRef(before) || !isRef(after)) return null;
  const old = view.forms.before.byNumber.get(before.number);
  const next = view.forms.after.byNumber.get(after.number);
  if (old === undefined || next === undefined) return null;
  if (old.name !== next.name || old.type !== next.type || old.parent !== next.parent) return null;
  const nodes = { before: old, after: next };
  if (isDict(view.before(old.value)) && old.type === 'Sig') return signedField(difference, nodes, view);
  if (isGroup(view, nodes)) return splitEntries(difference.path, dictsOf(nodes), { Kids: 'fields' }, 'field-entry');
  if (isLocked(view.permissions, old.name)) return forbidden('field-locked');
  return old.type === 'Sig' ? emptySignatureField(difference, nodes, view) : formField(difference, nodes, view);
};

/** A field of fields: what it says of itself they all inherit, those that are locked too. */
function isGroup(view: View, { before, after }: Nodes): boolean {
  const { byNumber } = view.forms.before;
  const kids = view.before(entry(before.dict, 'Kids'));
  if (!isArray(kids) || !isArray(view.after(entry(after.dict, 'Kids')))) return false;
  return before.type === null || kids.some((kid) => isRef(kid) && byNumber.get(kid.number)?.named != null);
}

function dictsOf({ before, after }: Nodes) {
  return { before: before.dict, after: after.dict };
}

/** A field that holds a signature, and its widgets, never change: not their look, not their place, not their value. */
function signedField({ path }: Difference, { before, after }: Nodes, view: View): Ruling {
  if (!isDict(view.after(after.value))) return forbidden('signature-removed');
  return splitEntries(path, { before: before.dict, after: after.dict }, {}, 'signed-field');
}

/** A field that waits for a signature may be signed, and gets its look with that; it keeps its place. */
function emptySignatureField({ path }: Difference, { before, after }: Nodes, view: View): Ruling {
  const problem = newValueProblem(view, after);
  if (problem !== null) return forbidden(problem);
  if (replacesSharedLook(before, after, view)) return forbidden('field-changed');
  const look = isDict(view.after(after.value)) ? ({ AP: null, F: 'widget-flags' } as const) : {};
  const places = { Kids: 'fields', V: null, ...look } as const;
  if (view.permissions.docMdp === 1 && isVisible(view.before, before.dict)) return forbidden('field-filled');
  const more = {
    ...pagePlace(view, { before, after }),
    ...(isWithdrawn(view, { before, after }) ? { Rect: null } : {}),
  };
  return splitEntries(path, { before: before.dict, after: after.dict }, { ...places, ...more }, 'field-entry');
}

/** PDFBox signs a field that waits without a look by taking its area away: it shows nothing before and after. */
function isWithdrawn(view: View, { before, after }: Nodes): boolean {
  const showedNothing = LOOKS.every((key) => entry(before.dict, key) === null);
  return showedNothing && isDict(view.after(after.value)) && isBareField(view, after.dict);
}

const LOOKS = ['AP', 'AS', 'MK', 'BS', 'Border'];

/** A widget may come to name the page that shows it, in both revisions: iText 5 adds that to what it writes again. */
function pagePlace(view: View, { before, after }: Nodes) {
  const page = entry(after.dict, 'P');
  if (entry(before.dict, 'P') !== null || !isRef(page)) return {};
  const shows = (resolve: View['after']) => {
    const dict = resolve(page);
    const annotations = isDict(dict) ? resolve(entry(dict, 'Annots')) : null;
    return isArray(annotations) && annotations.some((one) => isRef(one) && one.number === after.number);
  };
  return shows(view.before) && shows(view.after) ? { P: null } : {};
}

/** A border as it is where none is said: solid, of one point (ISO 32000-2, table 168). MuPDF writes that with a look. */
function isUsualBorder(view: View, { before, after }: Nodes): boolean {
  const style = view.after(entry(after.dict, 'BS'));
  if (entry(before.dict, 'BS') !== null || entry(before.dict, 'Border') !== null || !isDict(style)) return false;
  return [...style.entries].every(([key, value]) => {
    const part = view.after(value);
    if (key === 'W') return part === 1;
    return (key === 'S' && nameOf(part) === 'S') || (key === 'Type' && nameOf(part) === 'Border');
  });
}

/** The look that was there must have been this field's alone: what else shows it would now differ from the field. */
function replacesSharedLook(before: FormNode, after: FormNode, view: View): boolean {
  const [old, next] = [entry(before.dict, 'AP'), entry(after.dict, 'AP')];
  if (old === null || view.same(old, next, 'AP')) return false;
  const looks = view.before(old);
  const own = new Set<PdfValue>([before.dict, looks]);
  const references = [old, ...(isDict(looks) ? looks.entries.values() : [])].filter(isRef);
  return references.some(({ number }) => isReferredTo(view, number, own));
}

const PARTS = ['V', 'AP', 'AS', 'I', 'TI', 'RV', 'M', 'MK'] as const;
/** Filling in: a new value, the look that goes with it, and nothing else. */
function formField({ path }: Difference, { before, after }: Nodes, view: View): Ruling {
  const changed = PARTS.filter((key) => !view.same(entry(before.dict, key), entry(after.dict, key), key));
  const problem = changed.length === 0 ? null : fillingProblem(view, { before, after }, changed);
  if (problem !== null) return forbidden(problem);
  const [defaults, defaultsNow] = [view.before(entry(before.dict, 'DA')), view.after(entry(after.dict, 'DA'))];
  const same = isSameDefaultAppearance(defaults, defaultsNow) ? ['DA'] : [];
  const parts = Object.fromEntries([...PARTS, ...same].map((key) => [key, null]));
  const border = isUsualBorder(view, { before, after }) ? { BS: null } : {};
  const places = { ...parts, ...border, ...pagePlace(view, { before, after }), Kids: 'fields' } as const;
  return splitEntries(path, { before: before.dict, after: after.dict }, places, 'field-entry');
}

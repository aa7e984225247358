import { compareShown, type Shown } from '#core/pdf/document/shown-values.ts';
import { entry, isArray, isDict, isStream, isString, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { ChangeCode } from '#core/validation/inspection.ts';
import { buttonProblem } from './button-state.ts';
import { isDrawnAnew } from './drawn-anew.ts';
import type { FormNode } from './form-tree.ts';
import { isRecoloured } from './recoloured-look.ts';
import { sameBut } from './same-drawing.ts';
import type { View } from './view.ts';

type Nodes = { readonly before: FormNode; readonly after: FormNode };

/** Nobody fills it in; a script may compute it. */
const READ_ONLY = 1;
/** Only such a field is shown by its marked up text (ISO 32000-2, table 231). */
const RICH_TEXT = 1 << 25;
/** They say of a new value which option it is, from which on a list shows its options, and how it is marked up. */
const WITH_VALUE = ['I', 'TI', 'RV'] as const;

/**
 * Why a field may not be filled in like this; null where nothing is against it (ISO 32000-2, 12.7.5).
 * @param changed keys of the field that differ, of those that filling in may change
 */
export function fillingProblem(view: View, nodes: Nodes, changed: readonly string[]): ChangeCode | null {
  const { before, after } = nodes;
  if (view.permissions.docMdp === 1) return 'field-filled';
  if ((before.flags & READ_ONLY) !== 0 && entry(before.dict, 'AA') === null) return 'field-changed';
  // The value is that of the field: a widget that had one of its own would show another.
  if (after.named === null && changed.some((key) => key === 'V' || WITH_VALUE.some((one) => one === key)))
    return 'field-changed';
  if (before.type === 'Btn') return buttonProblem(view, nodes, changed);
  if (!isPlainValue(view, after.value)) return 'field-changed';
  return textProblem(view, nodes, changed);
}

/** A text or choice field: its look shows its value. */
function textProblem(view: View, { before, after }: Nodes, changed: readonly string[]): ChangeCode | null {
  const filled = !view.same(before.value, after.value);
  if (changed.includes('AS') || (!filled && WITH_VALUE.some((key) => changed.includes(key)))) return 'field-changed';
  if (changed.includes('RV') && (after.flags & RICH_TEXT) === 0) return 'field-changed';
  if (changed.includes('I') && !pointsAtValue(view, after)) return 'field-changed';
  if (changed.includes('MK') && !mayBeFramed(view, after)) return 'field-changed';
  // A look that nobody can read may come with a new value; without one it has to be the look that was signed.
  const shown = isDrawnAnew(view) ? 'unknown' : shownBy(view, after, changed.includes('AP'));
  if ((filled || changed.includes('AP')) && shown === 'different') return 'appearance-without-value';
  if (!changed.includes('AP')) return null;
  const [look, lookNow] = [entry(before.dict, 'AP'), entry(after.dict, 'AP')];
  const isKept = filled ? isOneLook(view, look, lookNow) : isRecoloured(view, look, lookNow);
  return isKept ? null : 'appearance-without-value';
}

/** A new look is read more closely than one that was left as it was: some writers leave that to the viewer. */
function shownBy(view: View, node: FormNode, isNew: boolean): Shown {
  const { dict, value, flags, type } = node;
  // What a script formats stands otherwise than it was typed.
  if (ownOrAbove(view, node, 'AA') !== null) return 'unknown';
  const options = type === 'Ch' ? view.after(ownOrAbove(view, node, 'Opt')) : null;
  return compareShown(view.file, view.revision, {
    widget: dict,
    value,
    flags,
    options,
    encodings: isNew ? 'ascii' : 'named',
  });
}

/** An entry of the field, or of the one above it; not resolved. */
function ownOrAbove({ forms }: View, { dict, parent }: FormNode, key: string): PdfValue {
  const above = parent === null ? undefined : forms.after.byNumber.get(parent);
  return entry(dict, key) ?? (above === undefined ? null : entry(above.dict, key));
}

/** One normal look; what shows under the pointer or while it is pressed stays. */
function isOneLook(view: View, before: PdfValue, after: PdfValue): boolean {
  const [old, next] = [view.before(before), view.after(after)];
  if (next === null) return true;
  if (!isDict(next) || !isStream(view.after(entry(next, 'N')))) return false;
  return sameBut(view, isDict(old) ? old : { type: 'dict', entries: new Map() }, next, new Set(['N']));
}

/** The options that are marked (/I) are those of the value (ISO 32000-2, table 234). */
function pointsAtValue(view: View, node: FormNode): boolean {
  const options = view.after(ownOrAbove(view, node, 'Opt'));
  const [marked, values] = [view.after(entry(node.dict, 'I')), view.after(node.value)];
  if (marked === null) return true;
  if (!isArray(marked) || !isArray(options)) return false;
  const chosen = (isArray(values) ? values : [values]).map(view.after);
  return marked.every((item) => {
    const index = view.after(item);
    const option = typeof index === 'number' ? view.after(options[index] ?? null) : null;
    const exported = isArray(option) ? view.after(option[0] ?? null) : option;
    return exported !== null && chosen.some((one) => view.same(one, exported));
  });
}

/** Its colours and captions may change with DocMDP 3, where viewers show its look and do not draw it from them. */
function mayBeFramed(view: View, { dict }: FormNode): boolean {
  const looks = view.after(entry(dict, 'AP'));
  const isDrawn = isDict(looks) && isStream(view.after(entry(looks, 'N')));
  return view.permissions.docMdp === 3 && isDrawn && !isDrawnAnew(view);
}

function isPlainValue(view: View, value: PdfValue): boolean {
  const resolved = view.after(value);
  if (isArray(resolved)) return resolved.map(view.after).every(isString);
  return resolved === null || isString(resolved);
}

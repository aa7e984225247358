import { entry, isArray, isDict, isRef, isString, nameOf } from '#core/pdf/syntax/values.ts';
import type { ChangeCode } from '#core/validation/inspection.ts';
import type { FormNode } from './form-tree.ts';
import { isRedrawn } from './same-drawing.ts';
import type { View } from './view.ts';

const PUSH_BUTTON = 1 << 16;

/**
 * Why a button may not be filled in like this: its widgets show one of the states that they had, that of the value, or
 * /Off (ISO 32000-2, 12.7.5.2.3). Some viewers go by the value and some by the state. They look as they did.
 */
export function buttonProblem(
  view: View,
  { before, after }: { readonly before: FormNode; readonly after: FormNode },
  changed: readonly string[],
): ChangeCode | null {
  const value = view.after(after.value);
  if (value !== null && !isString(value) && nameOf(value) === null) return 'field-changed';
  if ((before.flags & PUSH_BUTTON) !== 0 || changed.includes('MK')) return 'field-changed';
  if (changed.includes('AP') && !isRedrawn(view, entry(before.dict, 'AP'), entry(after.dict, 'AP')))
    return 'field-changed';
  if (!changed.includes('AS') && !changed.includes('V')) return null;
  return widgetsOf(view, after).every((widget) => showsValue(view, widget)) ? null : 'appearance-without-value';
}

function widgetsOf({ forms, after }: View, field: FormNode): readonly FormNode[] {
  const kids = after(entry(field.dict, 'Kids'));
  const nodes = (isArray(kids) ? kids : []).flatMap((kid) =>
    isRef(kid) ? (forms.after.byNumber.get(kid.number) ?? []) : [],
  );
  return [field, ...nodes.filter(({ named }) => named === null)];
}

function showsValue({ after }: View, { dict, value }: FormNode): boolean {
  const looks = after(entry(dict, 'AP'));
  const states = isDict(looks) ? after(entry(looks, 'N')) : null;
  if (!isDict(states)) return true;
  const [state, chosen] = [nameOf(after(entry(dict, 'AS'))), nameOf(after(value))];
  const hasChosen = chosen !== null && chosen !== 'Off' && states.entries.has(chosen);
  return state === null || state === 'Off' ? !hasChosen : state === chosen;
}

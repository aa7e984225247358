import { entry, isArray, isDict, isRef, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';
import { EXEMPT } from './exempt.ts';
import { isVisible, mayBeMarked, readFlags } from './field-visibility.ts';
import { areAmong, CLEAN, change, differingKeys, type Finding, type View } from './finding.ts';
import type { FormNode, FormTree } from './form-tree.ts';
import { judgeFieldList } from './judge-form.ts';
import { readPageNodes } from './page-nodes.ts';
import { isLocked } from './permissions.ts';
import { newValueProblem } from './signature-value.ts';

type Nodes = { readonly before: FormNode; readonly after: FormNode; readonly keys: readonly string[] };

/** A field or widget that was there before (ISO 32000-2, 12.7.4 and 12.5.6.19), and is written otherwise now. */
export function judgeField(view: View, before: FormNode, after: FormNode): readonly Finding[] {
  const { number } = before;
  const keys = differingKeys(view, before.dict, after.dict);
  if (saysThatItIsOne(view, keys, after)) return change(view, 'other', 'always', 'field-changed', number);
  const protection = protectionProblem(view, before, after);
  if (protection !== null) return change(view, placeOf(view, before, after), 'never', protection, number);
  if (before.name !== after.name || before.type !== after.type || before.parent !== after.parent)
    return change(view, 'form', 'never', 'field-changed', number);
  const nodes = { before, after, keys };
  if (!keys.includes('Kids')) return judgeParts(view, nodes);
  const others = keys.filter((key) => key !== 'Kids');
  return [
    ...judgeKids(view, before, after),
    ...(others.length === 0 ? CLEAN : judgeParts(view, { ...nodes, keys: others })),
  ];
}

/** A field may get more kids, and does not become one of kids. */
function judgeKids(view: View, before: FormNode, after: FormNode): readonly Finding[] {
  const [old, next] = [view.before(entry(before.dict, 'Kids')), view.after(entry(after.dict, 'Kids'))];
  if (!isArray(old) || !isArray(next)) return change(view, 'form', 'never', 'field-changed', before.number);
  const judged = judgeFieldList(view, old, next);
  return judged.length > 0 ? judged : change(view, 'form', 'unlessNone', 'field-changed', before.number);
}

/** An annotation may come to say that it is one, which it is without that word too (ISO 32000-2, table 166). */
function saysThatItIsOne(view: View, keys: readonly string[], { dict }: FormNode): boolean {
  return keys.length === 1 && keys[0] === 'Type' && nameOf(view.after(entry(dict, 'Type'))) === 'Annot';
}

/** A field that holds a signature never changes, nor does a locked one: not its look, its place or its value. */
function protectionProblem(view: View, before: FormNode, after: FormNode) {
  if (before.type === 'Sig' && isDict(view.before(before.value)))
    return isDict(view.after(after.value)) ? 'signed-field-changed' : 'signature-removed';
  return isLocked(view.permissions, before.name) ? 'field-locked' : null;
}

function placeOf(view: View, before: FormNode, after: FormNode) {
  if (before.type !== 'Sig') return 'field-value';
  return isVisible(view, after.dict) ? 'signature-look' : 'form';
}

function judgeParts(view: View, nodes: Nodes): readonly Finding[] {
  if (isGroup(view, nodes.before)) return change(view, 'form', 'never', 'field-changed', nodes.before.number);
  return nodes.before.type === 'Sig' ? judgeWaitingField(view, nodes) : judgeFilling(view, nodes);
}

/** A field of fields: what it says of itself they all inherit, those that are locked too. */
function isGroup({ before, forms }: View, { dict, type }: FormNode): boolean {
  const kids = before(entry(dict, 'Kids'));
  if (!isArray(kids)) return false;
  return type === null || kids.some((kid) => isRef(kid) && forms.before.byNumber.get(kid.number)?.named != null);
}

/** Whether a field, or one of its widgets, may show something. */
function showsSomething(view: View, { number, dict }: FormNode): boolean {
  if (mayBeMarked(view, dict)) return true;
  if (view.once('stray-widgets', () => hasStrayWidgets(view))) return true;
  const nodes = [...view.forms.after.byNumber.values()];
  return nodes.some(({ parent, dict: widget }) => parent === number && mayBeMarked(view, widget));
}

/** Whether a page shows a widget of a field that does not hold it: readers go up to the signature of that field. */
function hasStrayWidgets(view: View): boolean {
  const { file, revision, after, forms } = view;
  const lists = new Set<PdfValue>();
  for (const number of readPageNodes(file, revision).nodes) {
    const page = file.objects.object(number, revision)?.value ?? null;
    lists.add(isDict(page) ? after(entry(page, 'Annots')) : null);
  }
  return [...lists].some(
    (list) => isArray(list) && list.some((item) => !isHeld(forms.after, item) && isStrayWidget(view, after(item))),
  );
}

function isHeld({ byNumber }: FormTree, item: PdfValue): boolean {
  return isRef(item) && byNumber.has(item.number);
}

function isStrayWidget(view: View, annotation: PdfValue): boolean {
  return isDict(annotation) && annotation.entries.has('Parent') && mayBeMarked(view, annotation);
}

const SIGNING: readonly string[] = ['V', 'AP', 'AS', 'F', 'M', 'MK', 'BS', 'Border', 'DA', 'P', 'Type', 'Rect', 'Lock'];

/**
 * A field that waits for a signature gets it, and may get its look with it. Readers mark a field that waits, so one that
 * may be seen looks otherwise with a signature, though nothing but /V is written.
 */
function judgeWaitingField(view: View, { before, after, keys }: Nodes): readonly Finding[] {
  const { number } = before;
  const place = showsSomething(view, after) ? 'signature-look' : 'field-value';
  if (!keys.includes('V')) {
    const isQuiet = areAmong(keys, QUIET);
    return change(view, 'form', isQuiet ? 'unlessNone' : 'never', 'field-changed', number);
  }
  const problem = newValueProblem(view, entry(after.dict, 'V'));
  if (problem !== null) return change(view, place, 'never', problem, number);
  // A widget that has the signature itself is one of a field that has none to some.
  const isExempt = areAmong(keys, EXEMPT.waitingSignatureField) && before.named === true;
  if (isExempt && place !== 'signature-look') return CLEAN;
  const isMoved = keys.includes('Rect') && place === 'signature-look';
  if (!areAmong(keys, SIGNING)) return change(view, place, 'never', 'field-changed', number);
  return change(view, place, isMoved ? 'annotating' : 'unlessNone', isMoved ? 'field-changed' : 'field-filled', number);
}

const FILLING: readonly string[] = [
  ...['V', 'AP', 'AS', 'I', 'TI', 'RV', 'M', 'MK', 'BS', 'DA', 'Q', 'P', 'Type', 'F', 'Ff'],
];
const QUIET: readonly string[] = ['M', 'P', 'Type', 'Ff'];

/** A new value, and the look that goes with it (ISO 32000-2, 12.7.5): under DocMDP 2 no look without a value. */
function judgeFilling(view: View, nodes: Nodes): readonly Finding[] {
  const { before, after, keys } = nodes;
  const judged = (permit: Parameters<typeof change>[2], code: Parameters<typeof change>[3]) =>
    change(view, 'field-value', permit, code, before.number);
  if (view.permissions.docMdp === 1) return judged('never', 'field-filled');
  // The value is that of the field: a widget that had one of its own would tell another.
  if (after.named === null && keys.includes('V')) return judged('never', 'field-changed');
  if (!areAmong(keys, FILLING) || !keepsBehaviour(nodes)) return judged('never', 'field-changed');
  if (keys.includes('F') && !keepsHiding(view, nodes)) return judged('annotating', 'field-changed');
  const isFilled = !view.comparer.same(before.value, after.value) || areAmong(keys, QUIET);
  return judged(isFilled ? 'unlessNone' : 'annotating', 'appearance-without-value');
}

const READ_ONLY = 1;

/** Flags of the field may not change but that nobody may fill it in any more. */
function keepsBehaviour({ before, after }: Nodes): boolean {
  return after.flags === before.flags || after.flags === (before.flags | READ_ONLY);
}

/** Invisible, Hidden and NoView (ISO 32000-2, table 167). */
const HIDING = 1 | 2 | 32;

function keepsHiding(view: View, { before, after }: Nodes): boolean {
  const [old, next] = [readFlags(view.before(entry(before.dict, 'F'))), readFlags(view.after(entry(after.dict, 'F')))];
  return old !== null && next !== null && ((old ^ next) & HIDING) === 0;
}

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
import { hasNoArea, isEmptyLook, isVisible, mayBeMarked, mayHaveArea, readFlags } from './field-visibility.ts';
import { areAmong, CLEAN, change, type Finding, type Permit, type View } from './finding.ts';
import type { FormNode } from './form-tree.ts';
import { isLocked } from './permissions.ts';
import { isTimeStampValue, newValueProblem } from './signature-value.ts';

const ACTIONS = ['A', 'AA'];

/** A node of the form that was not there: nothing is wrong with a new signature field that shows nothing. */
export function judgeNewField(view: View, node: FormNode): readonly Finding[] {
  const { number } = node;
  const suspect = () => change(view, 'field-added', 'never', 'field-added', number);
  if (node.named === false || (node.named === null && node.parent === null)) return suspect();
  if (node.named === true && hasNamesake(view, node)) return suspect();
  if (ACTIONS.some((key) => node.dict.entries.has(key))) return suspect();
  if (isLocked(view.permissions, node.name) && !isHiddenTimeStamp(view, node))
    return change(view, 'field-added', 'never', 'field-locked', number);
  if (node.type === null && isArray(view.after(entry(node.dict, 'Kids'))))
    return change(view, 'field-added', 'unlessNone', 'field-added', number);
  if (node.type !== 'Sig') return change(view, 'field-added', 'uncertified', 'field-added', number);
  return judgeNewSignatureField(view, node);
}

function judgeNewSignatureField(view: View, node: FormNode): readonly Finding[] {
  const { dict, number, value } = node;
  const isSigned = isDict(view.after(value));
  const problem = value === null ? null : newValueProblem(view, value);
  const place = isSigned && isVisible(view, dict) ? 'signature-look' : 'field-added';
  if (problem !== null) return change(view, place, 'never', problem, number);
  if (mayHaveArea(view.after, dict) || (!isSigned && mayBeMarked(view, dict)))
    return change(view, place, permitOfLook(view, dict), 'visible-field-added', number);
  if (isExactField(view, dict) && (isSigned || view.permissions.docMdp !== 1)) return CLEAN;
  return change(view, place, isHiddenTimeStamp(view, node) ? 'always' : 'unlessNone', 'field-added', number);
}

/** A hidden field without a look shows nothing, and has none that lies in wait. */
function permitOfLook(view: View, dict: PdfDict): Permit {
  return mayBeMarked(view, dict) || dict.entries.has('AP') ? 'annotating' : 'unlessNone';
}

/** What the entries of an exempt field are, themselves and not by reference. */
const KINDS: Readonly<Record<string, (value: PdfValue) => boolean>> = {
  FT: (value) => nameOf(value) === 'Sig',
  T: isString,
  V: (value) => isRef(value) || isDict(value),
  F: (value) => readFlags(value) !== null && value !== null,
  P: isRef,
  Type: (value) => nameOf(value) === 'Annot',
  Subtype: (value) => nameOf(value) === 'Widget',
};

/** Whether a field has no more than a signature needs that shows nothing. */
function isExactField(view: View, dict: PdfDict): boolean {
  if (!areAmong(dict.entries.keys(), EXEMPT.newField)) return false;
  const isOfItsKind = [...dict.entries].every(([key, value]) => KINDS[key]?.(value) ?? true);
  if (!isOfItsKind) return false;
  if (dict.entries.has('Rect') && !hasNoArea(entry(dict, 'Rect'))) return false;
  return !dict.entries.has('AP') || isEmptyLook(view, entry(dict, 'AP'));
}

/** A document time-stamp changes nothing that a lock protects (EN 319 142-1, 5.4.3). */
function isHiddenTimeStamp(view: View, { dict, value }: FormNode): boolean {
  const signature = view.after(value);
  if (!isDict(signature) || !isTimeStampValue(view, signature) || mayHaveArea(view.after, dict)) return false;
  return !dict.entries.has('AP') || isEmptyLook(view, entry(dict, 'AP'));
}

function hasNamesake(view: View, { name }: FormNode): boolean {
  return (view.forms.after.names.get(name) ?? 0) > 1;
}

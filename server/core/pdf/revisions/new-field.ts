import { readByteRange } from '#core/pdf/document/coverage.ts';
import { entry, isArray, isDict, isRef, isString, nameOf, type PdfDict } from '#core/pdf/syntax/values.ts';
import type { ChangeCode } from '#core/validation/inspection.ts';
import type { FormNode } from './form-tree.ts';
import { isLocked } from './permissions.ts';
import type { View } from './view.ts';
import { hasArea, isBareField, isVisible } from './visibility.ts';

/** /DR is no key of such a field, and no viewer looks for one there; iText 5 writes it all the same. */
const KEYS = new Set([
  ...['FT', 'Parent', 'Kids', 'T', 'TU', 'TM', 'Ff', 'V', 'Lock', 'SV', 'DA', 'DR', 'Q'],
  ...['Type', 'Subtype', 'Rect', 'P', 'NM', 'M', 'F', 'H', 'AP', 'AS', 'BS', 'Border', 'MK', 'StructParent', 'Lang'],
]);

/** Why a node of the form that was not there may not be there now; null for a new signature field and what leads to it. */
export function newFieldProblem(view: View, number: number): ChangeCode | null {
  const node = view.forms.after.byNumber.get(number);
  if (node === undefined || view.forms.before.byNumber.has(number)) return 'field-changed';
  if (view.file.objects.object(number, view.revision - 1) !== null) return 'field-added';
  if (node.named === false || (node.named === null && node.parent === null)) return 'field-added';
  if (node.named && hasNamesake(view, node)) return 'field-added';
  if (isLocked(view.permissions, node.name) && !isHiddenTimeStamp(view, node)) return 'field-locked';
  if ([...node.dict.entries.keys()].some((key) => !KEYS.has(key))) return 'field-added';
  const kids = kidsOf(view, node.dict);
  if (kids === null) return 'field-added';
  if (kids.length === 0 || node.type !== null) {
    const problem = newSignatureFieldProblem(view, node);
    if (problem !== null) return problem;
  }
  for (const kid of kids) {
    const problem = newFieldProblem(view, kid);
    if (problem !== null) return problem;
  }
  return null;
}

function newSignatureFieldProblem(view: View, node: FormNode): ChangeCode | null {
  if (node.type !== 'Sig') return 'field-added';
  const { docMdp } = view.permissions;
  if (docMdp === 1 && !isDict(view.after(node.value))) return 'field-added';
  // A field of widgets is shown, too, where it is itself one of the page's annotations.
  if (docMdp !== null && docMdp !== 3 && hasLook(view, node.dict)) return 'visible-field-added';
  if (view.permissions.profile === 'sealed' && !isBareField(view, node.dict)) return 'visible-field-added';
  return view.after(node.value) === null ? null : newValueProblem(view, node);
}

/** Hidden or not: what may not be shown needs no look that lies in wait. */
function hasLook(view: View, field: PdfDict): boolean {
  const waits = hasArea(view.after, field) && view.after(entry(field, 'AP')) !== null;
  return waits || isVisible(view.after, field);
}

/** What viewers tell of a signature beside its certificate (ISO 32000-2, table 255): a time-stamp has nothing to say. */
const SAYINGS = ['Name', 'Location', 'Reason', 'ContactInfo'];

/** Why a value may not be the new value of a signature field. */
export function newValueProblem(view: View, { value }: FormNode): ChangeCode | null {
  const signature = view.after(value);
  if (signature === null) return null;
  if (!isDict(signature)) return 'field-changed';
  if (isRef(value) && view.file.objects.object(value.number, view.revision - 1) !== null) return 'signature-reused';
  if (!isOfItsRevision(view, signature)) return 'signature-not-of-its-revision';
  if (view.permissions.profile === 'sealed' && SAYINGS.some((key) => entry(signature, key) !== null))
    return 'field-filled';
  return view.permissions.docMdp === 1 && !isTimeStamp(view, signature) ? 'field-filled' : null;
}

/** A document time-stamp changes nothing that a lock protects (EN 319 142-1, 5.4.3). */
function isHiddenTimeStamp(view: View, node: FormNode): boolean {
  const signature = view.after(node.value);
  return isDict(signature) && isTimeStamp(view, signature) && !isVisible(view.after, node.dict);
}

function isTimeStamp(view: View, signature: PdfDict): boolean {
  const [type, subFilter] = ['Type', 'SubFilter'].map((key) => nameOf(view.after(entry(signature, key))));
  return type === 'DocTimeStamp' && subFilter === 'ETSI.RFC3161';
}

/** A signature signs the revision that brings it: /Contents stands there, and the byte range ends with it. */
function isOfItsRevision({ file, revision }: View, signature: PdfDict): boolean {
  const written = file.revisions[revision];
  const range = readByteRange(signature);
  const contents = entry(signature, 'Contents');
  if (written === undefined || range === null || !isString(contents)) return false;
  const end = range[2] + range[3];
  return contents.start >= written.start && contents.end <= written.end && end > contents.end && end >= written.eofEnd;
}

function hasNamesake(view: View, node: FormNode): boolean {
  for (const other of view.forms.after.byNumber.values()) {
    if (other.number !== node.number && other.named !== null && other.name === node.name) return true;
  }
  return false;
}

/** Object numbers of /Kids; null where they are no references. */
function kidsOf(view: View, dict: PdfDict): readonly number[] | null {
  const kids = view.after(entry(dict, 'Kids'));
  if (kids === null) return [];
  if (!isArray(kids) || !kids.every(isRef)) return null;
  return kids.map(({ number }) => number);
}

import { entry, isDict, isRef, nameOf, type PdfRef } from '../../reader/values.ts';
import { type Difference, forbidden, type Rule } from '../difference.ts';
import { compareLists } from '../reference-lists.ts';
import type { View } from '../view.ts';

/** Annotations of a page (ISO 32000-2, 12.5.2): none goes away, and a new widget belongs to a new signature field. */
export const annotationsRule: Rule = ({ place, path, before, after }, view) => {
  if (place !== 'annotations') return null;
  const lists = compareLists(view.before(before), view.after(after));
  if (lists === null) return null;
  if (lists.removed.length > 0) return forbidden('annotation-removed');
  if (!lists.added.every((reference) => isWelcome(view, reference))) return forbidden('annotation-added');
  const differences = lists.kept.map((kept): Difference => {
    const { number } = kept.before;
    const isField = view.forms.before.byNumber.has(number) && view.forms.after.byNumber.has(number);
    return { place: isField ? 'field' : 'annotation', path: `${path}/${number}`, ...kept };
  });
  return { kind: 'split', differences };
};

/** Whatever is under the form is judged there; a widget that has waited in it may be shown when it is signed. */
function isWelcome(view: View, reference: PdfRef): boolean {
  const node = view.forms.after.byNumber.get(reference.number);
  if (node !== undefined) return node.type === 'Sig' && !view.forms.before.byNumber.has(reference.number);
  return mayAnnotate(view) && isHarmless(view, reference);
}

/** Annotations are allowed with DocMDP 3 and where no signature certifies (ISO 32000-2, table 257). */
export function mayAnnotate({ permissions }: View): boolean {
  return permissions.profile === 'generic' && (permissions.docMdp === null || permissions.docMdp === 3);
}

/** Marks and notes that the viewer draws itself: with an appearance of its own one could cover the page. */
const MARKS = new Set(['Text', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Popup']);

function isHarmless(view: View, reference: PdfRef): boolean {
  const annotation = view.after(reference);
  if (!isRef(reference) || !isDict(annotation)) return false;
  if (view.file.objects.object(reference.number, view.revision - 1) !== null) return false;
  const kind = nameOf(view.after(entry(annotation, 'Subtype'))) ?? '';
  return MARKS.has(kind) && ['A', 'AA', 'AP', 'Dest', 'Kids'].every((key) => entry(annotation, key) === null);
}

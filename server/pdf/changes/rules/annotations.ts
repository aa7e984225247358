import { entry, isDict, isRef, type PdfRef, type PdfValue } from '../../reader/values.ts';
import { ALLOWED, type Difference, forbidden, type Rule } from '../difference.ts';
import { isHarmlessMark } from '../harmless-mark.ts';
import { compareLists } from '../reference-lists.ts';
import type { View } from '../view.ts';

/** Annotations of a page (ISO 32000-2, 12.5.2): a new widget belongs to a new signature field, and only marks come and go. */
export const annotationsRule: Rule = ({ place, path, before, after }, view) => {
  if (place !== 'annotations') return null;
  const lists = compareLists(view.before(before), view.after(after));
  if (lists === null) return null;
  const removable = (reference: PdfRef) => mayAnnotate(view) && isHarmlessMark(view.before, reference);
  if (!lists.removed.every(removable)) return forbidden('annotation-removed');
  if (!lists.added.every((reference) => isWelcome(view, reference))) return forbidden('annotation-added');
  const differences = lists.kept.map((kept): Difference => {
    const { number } = kept.before;
    const isField = view.forms.before.byNumber.has(number) && view.forms.after.byNumber.has(number);
    return { place: isField ? 'field' : 'annotation', path: `${path}/${number}`, ...kept };
  });
  return { kind: 'split', differences };
};

/** A mark may be edited, and stays one of its kind. */
export const annotationRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'annotation' || !mayAnnotate(view)) return null;
  if (!isHarmlessMark(view.before, before) || !isHarmlessMark(view.after, after)) return null;
  return view.same(kindOf(view.before, before), kindOf(view.after, after)) ? ALLOWED : null;
};

function kindOf(resolve: View['after'], value: PdfValue): PdfValue {
  const annotation = resolve(value);
  return isDict(annotation) ? entry(annotation, 'Subtype') : null;
}

/** Whatever is under the form is judged there. */
function isWelcome(view: View, reference: PdfRef): boolean {
  const node = view.forms.after.byNumber.get(reference.number);
  if (node !== undefined) return node.type === 'Sig' && !view.forms.before.byNumber.has(reference.number);
  if (!mayAnnotate(view) || !isRef(reference) || !isHarmlessMark(view.after, reference)) return false;
  return view.file.objects.object(reference.number, view.revision - 1) === null;
}

/** Annotations are allowed with DocMDP 3 and where no signature certifies (ISO 32000-2, table 257). */
function mayAnnotate({ permissions }: View): boolean {
  return permissions.profile === 'generic' && (permissions.docMdp === null || permissions.docMdp === 3);
}

import { ALLOWED, type Difference, forbidden, type Rule } from '#core/pdf/revisions/difference.ts';
import { isBareStamp, isHarmlessMark, isInert } from '#core/pdf/revisions/harmless-mark.ts';
import { compareLists } from '#core/pdf/revisions/reference-lists.ts';
import type { View } from '#core/pdf/revisions/view.ts';
import { entry, isDict, isRef, type PdfRef, type PdfValue } from '#core/pdf/syntax/values.ts';

/** Annotations of a page (ISO 32000-2, 12.5.2): a new widget belongs to a new signature field, and only marks come and go. */
export const annotationsRule: Rule = ({ place, path, before, after }, view) => {
  if (place !== 'annotations') return null;
  const lists = compareLists(view.before(before), view.after(after));
  if (lists === null) return null;
  if (!lists.removed.every((reference) => mayGo(view, reference))) return forbidden('annotation-removed');
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
  const marks = isHarmlessMark(view.before, before) && isHarmlessMark(view.after, after);
  if (!marks && !isStampInPlace(view, before, after)) return null;
  return view.same(keyOf(view.before, before, 'Subtype'), keyOf(view.after, after, 'Subtype')) ? ALLOWED : null;
};

function isStampInPlace(view: View, before: PdfValue, after: PdfValue): boolean {
  if (view.permissions.docMdp !== 3 || !isBareStamp(view.before, before) || !isBareStamp(view.after, after))
    return false;
  return ['Rect', 'Name', 'F'].every((key) =>
    view.same(keyOf(view.before, before, key), keyOf(view.after, after, key)),
  );
}

function mayGo(view: View, reference: PdfRef): boolean {
  if (!mayAnnotate(view)) return false;
  return isInert(view.before, reference) || (view.permissions.docMdp === 3 && isBareStamp(view.before, reference));
}

function keyOf(resolve: View['after'], value: PdfValue, key: string): PdfValue {
  const annotation = resolve(value);
  return isDict(annotation) ? entry(annotation, key) : null;
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

import { entry, type IndirectObject, isArray, isDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { change, type Finding, type View } from './finding.ts';
import { judgeObject, type ObjectChange } from './judge-object.ts';
import { judgeTrailer } from './judge-trailer.ts';
import { judgeWriting } from './judge-writing.ts';
import { ROLE } from './roles.ts';

/**
 * Judges one revision against the one before: how it is written, its trailer, and every object that it writes or frees and
 * that is otherwise than before.
 * @param objects those that lie in the revision's own bytes
 */
export function judgeRevision(view: View, objects: readonly IndirectObject[]): readonly Finding[] {
  const [before, after] = [view.file.revisions[view.revision - 1], view.file.revisions[view.revision]];
  if (before === undefined || after === undefined) return [];
  const changed = changedObjects(view, [...after.added, ...after.replaced, ...after.freed]);
  return [
    ...judgeWriting(view, objects),
    ...judgeTrailer(view, before.trailer, after.trailer),
    ...changed.flatMap((object) => judgeObject(view, object)),
    ...(view.forms.after.broken && !view.forms.before.broken ? change(view, 'form', 'never', 'form-changed') : []),
    ...(annotatedPages(view, changed) > 1 ? change(view, 'annotation', 'unlessNone', 'annotation-changed') : []),
  ];
}

function changedObjects({ file, revision, comparer }: View, numbers: readonly number[]): readonly ObjectChange[] {
  const valueIn = (number: number, index: number) => file.objects.object(number, index)?.value;
  return numbers.flatMap((number) => {
    const [before, after] = [valueIn(number, revision - 1), valueIn(number, revision)];
    const isKept = before !== undefined && after !== undefined && comparer.same(before, after);
    return isKept ? [] : [{ number, before: before ?? null, after: after ?? null }];
  });
}

/** How many lists of annotations a revision writes otherwise. */
function annotatedPages(view: View, changed: readonly ObjectChange[]): number {
  return changed.filter(({ number, before, after }) => {
    const roles = view.roles.of(number);
    if ((roles & ROLE.annotations) !== 0 && isArray(before)) return true;
    return (roles & ROLE.pageNode) !== 0 && !view.comparer.same(annotationsOf(before), annotationsOf(after));
  }).length;
}

function annotationsOf(page: PdfValue): PdfValue {
  return isDict(page) ? entry(page, 'Annots') : null;
}

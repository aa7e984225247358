import { type Difference, forbidden, type Rule } from '#core/pdf/revisions/difference.ts';
import { newFieldProblem } from '#core/pdf/revisions/new-field.ts';
import { compareLists } from '#core/pdf/revisions/reference-lists.ts';
import { isArray } from '#core/pdf/syntax/values.ts';

/** No field goes away; a new one is a signature field, or leads to such fields only (ISO 32000-2, 12.7.4). */
export const fieldsRule: Rule = ({ place, path, before, after }, view) => {
  if (place !== 'fields') return null;
  const [old, next] = [view.before(before), view.after(after)];
  if (!isArray(next)) return forbidden('field-removed');
  // Kids turn a field into a group of fields.
  if (old === null && path.endsWith('/Kids')) return null;
  const lists = compareLists(old, next);
  if (lists === null) return null;
  if (lists.removed.length > 0) return forbidden('field-removed');
  for (const reference of lists.added) {
    const problem = newFieldProblem(view, reference.number);
    if (problem !== null) return forbidden(problem);
  }
  const differences = lists.kept.map((kept): Difference => {
    return { place: 'field', path: `${path}/${kept.before.number}`, ...kept };
  });
  return { kind: 'split', differences };
};

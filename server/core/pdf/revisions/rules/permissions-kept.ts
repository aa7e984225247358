import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import { entry, isDict, isRef } from '#core/pdf/syntax/values.ts';

/** Permissions of the author are added when a document is certified, and never changed or taken away (ISO 32000-2, 12.8.6). */
export const permissionsRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'permissions' || view.permissions.docMdp !== null) return null;
  const next = view.after(after);
  if (view.before(before) !== null || !isDict(next)) return null;
  const named = entry(next, 'DocMDP');
  const isNew = isRef(named) && view.file.objects.object(named.number, view.revision - 1) === null;
  const signature = view.after(named);
  const isValue = [...view.forms.after.byNumber.values()].some(({ value }) => view.after(value) === signature);
  return isDict(signature) && isNew && isValue && next.entries.size === 1 ? ALLOWED : null;
};

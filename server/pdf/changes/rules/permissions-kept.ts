import { entry, isDict } from '../../reader/values.ts';
import { ALLOWED, type Rule } from '../difference.ts';

/** Permissions of the author are added when a document is certified, and never changed or taken away (ISO 32000-2, 12.8.6). */
export const permissionsRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'permissions' || view.permissions.docMdp !== null) return null;
  const next = view.after(after);
  if (view.before(before) !== null || !isDict(next)) return null;
  return isDict(view.after(entry(next, 'DocMDP'))) && next.entries.size === 1 ? ALLOWED : null;
};

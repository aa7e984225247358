import type { Words } from '../../../i18n/words.ts';
import type { Role } from '../../../model/access/roles.ts';

/** Roles in one text; empty for none. */
export function rolesText(roles: readonly Role[], text: Words['text']): string {
  return roles.map((role) => text(`accounts.roles.${role}`)).join(text('accounts.people.comma'));
}

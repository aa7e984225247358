import type { Locale } from '#core/confirmation/country.ts';
import type { Actor } from '../../model/access/actor.ts';
import { OPERATOR } from '../../model/access/organisation.ts';
import { openInvitationsOf } from './invitation-records.ts';
import { type InviteDependencies, invitePerson, withdrawInvitation } from './invite-person.ts';
import { hasPeople } from './people-records.ts';

/**
 * The token of an invitation for the first administrator of the operator, as long as nobody was let in; null once somebody was.
 * Those that were made for this before, at an earlier start, let nobody in any more.
 */
export async function inviteFirstAdministrator(
  deps: InviteDependencies,
  locale: Locale,
  actor: Actor,
): Promise<string | null> {
  if (await hasPeople(deps.collections)) return null;
  const former = (await openInvitationsOf(deps.collections, OPERATOR.id)).filter(({ email }) => email === null);
  for (const { id } of former) await withdrawInvitation(deps, id, actor);
  const wish = { organisation: OPERATOR.id, email: null, roles: ['administrator'], locale };
  const invited = await invitePerson(deps, wish, actor);
  return invited.ok ? invited.value.token : null;
}

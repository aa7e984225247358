import { z } from 'zod';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import { hasRole } from '../../model/access/organisation.ts';
import { ROLES } from '../../model/access/roles.ts';
import type { ProviderPolicy } from '../../model/accounts/identity-provider.ts';
import type { Person } from '../../model/accounts/person.ts';
import { needsTwo, standingAfter, takesOver } from '../../model/accounts/role-proposal.ts';
import type { Credentials, SecondFactors, SignInGuard, UserSessions } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Letter } from '../../ports/mail.ts';
import { type Act, type ActDependencies, authorize, performInStore } from '../access/act.ts';
import { fieldProblem } from '../confirmations/confirmation-request.ts';
import { readInput } from '../confirmations/read-input.ts';
import { noticeLetter, type WordsOf } from './account-mail.ts';
import { changeable, entryOf, keepingAdministrator, personAct } from './changeable-person.ts';
import { eraseAddress } from './erase-address.ts';
import { activeOrganisation } from './identify-person.ts';
import { personKey, personRecord, readPerson } from './people-records.ts';
import { toldStanding } from './told-standing.ts';

export type ChangePersonDependencies = ActDependencies & {
  readonly collections: Collections;
  readonly credentials: Pick<Credentials, 'remove'>;
  readonly secondFactors: Pick<SecondFactors, 'remove'>;
  readonly guard: Pick<SignInGuard, 'keepOnly'>;
  readonly sessions: Pick<UserSessions, 'endAll'>;
  /** Identity providers of organisations. */
  readonly policies: readonly ProviderPolicy[];
  readonly words: WordsOf;
  readonly publicUrl: string;
  readonly post: (letter: Letter) => void;
};

export const rolesSchema = z.strictObject({ roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length) });

/**
 * Gives a person other roles. In force with their next request, but for those that two people have to agree on: they are proposed.
 * Nobody changes their own, nor adds to what somebody else proposed, and an organisation keeps an administrator with a second
 * factor, but for what is done at the terminal.
 */
export async function changeRoles(
  deps: ChangePersonDependencies,
  id: string,
  input: unknown,
  actor: Actor,
): Promise<Result<Person>> {
  const found = await changeable(deps, 'change-person', id, actor);
  if (!found.ok) return found;
  const parsed = readInput(rolesSchema, input);
  if (!parsed.ok) return parsed;
  const roles = [...new Set(parsed.value.roles)];
  const organisation = await activeOrganisation(deps.collections, found.value.organisationId);
  if (organisation === null) return refuse('organisation-unknown', { organisation: found.value.organisationId });
  const wrong = roles.findIndex((role) => !hasRole(organisation.kind, role));
  if (wrong >= 0) return refuse('request-not-valid', {}, [fieldProblem(`/roles/${wrong}`, 'role-not-of-organisation')]);
  if (actor.kind === 'key' && roles.some((role) => needsTwo(role, organisation.kind, actor)))
    return refuse('person-needed');
  const act: Act = { ...personAct('change-person', id, actor), detail: { roles: roles.join(' ') } };
  const giving = { kind: organisation.kind, by: actor, at: deps.clock.now() };
  const give = (person: Person): Result<Person> =>
    takesOver(roles, person, giving)
      ? refuse('roles-proposed-by-another')
      : succeed({ ...person, ...standingAfter(roles, person, giving) });
  return performInStore(deps, act, () => keepingAdministrator(deps, act, found.value, give, toldStanding));
}

/** Ends a person: they sign in no more, and every session of theirs is over with its next request. What they did stays. */
export async function endPerson(deps: ChangePersonDependencies, id: string, actor: Actor): Promise<Result<Person>> {
  const found = await changeable(deps, 'end-person', id, actor);
  if (!found.ok) return found;
  const act = personAct('end-person', id, actor);
  const endedAt = deps.clock.now();
  const ended = await performInStore(deps, act, () =>
    keepingAdministrator(deps, act, found.value, (person) =>
      succeed({ ...person, state: 'ended', endedAt, proposal: null }),
    ),
  );
  // The person is what decides: what proves who they are is removed because nobody needs it any more.
  if (ended.ok) await deps.credentials.remove(id);
  return ended;
}

/** Takes the second factor from a person who lost it; they set up another one when they sign in. Their sessions end. */
export async function resetSecondFactor(
  deps: ChangePersonDependencies,
  id: string,
  actor: Actor,
): Promise<Result<Person>> {
  const found = await changeable(deps, 'reset-second-factor', id, actor);
  if (!found.ok) return found;
  const act = personAct('reset-second-factor', id, actor);
  return performInStore(deps, act, async () => {
    const answer = await keepingAdministrator(deps, act, found.value, (person) =>
      succeed({ ...person, secondFactorSince: null }),
    );
    if (!answer.ok) return answer;
    await deps.secondFactors.remove(id);
    await deps.guard.keepOnly(null, id);
    const { email, locale } = answer.value;
    if (email !== null) deps.post(noticeLetter(deps, { to: email, locale, what: 'second-factor-reset' }));
    return answer;
  });
}

/**
 * Unties a person from whom the provider of their organisation knew them as, where it calls them something else now. Whoever it
 * names with their address next is tied to them. Their sessions end.
 */
export async function releaseIdentity(
  deps: ChangePersonDependencies,
  id: string,
  actor: Actor,
): Promise<Result<Person>> {
  const found = await changeable(deps, 'release-identity', id, actor);
  if (!found.ok) return found;
  const act = personAct('release-identity', id, actor);
  return performInStore(deps, act, async () => {
    const released = await keepingAdministrator(deps, act, found.value, (person) =>
      succeed({ ...person, identity: null }),
    );
    if (!released.ok) return released;
    await deps.sessions.endAll(id, null);
    const { email, locale } = released.value;
    if (email !== null) deps.post(noticeLetter(deps, { to: email, locale, what: 'identity-released' }));
    return released;
  });
}

/** Erases the address of a person who was ended, wherever it is kept. The name stays where it is told who did what. */
export async function erasePerson(
  deps: ActDependencies & { readonly collections: Collections },
  id: string,
  actor: Actor,
): Promise<Result<Person>> {
  const permitted = await authorize(deps, actor, 'erase-person', { kind: 'person', id });
  if (!permitted.ok) return permitted;
  const act = personAct('erase-person', id, actor);
  return performInStore(deps, act, async () => {
    const erased = await eraseAddress(deps.collections, id, [entryOf(deps, act)]);
    return erased === null ? refuse('person-unknown') : succeed(erased);
  });
}

/** Ends a person with the entries that tell it, whoever else is there; null where there is none. */
export function endPersonRecord(
  collections: Pick<Collections, 'change'>,
  id: string,
  at: string,
  entries: readonly AuditEntry[],
): Promise<Person | null> {
  return collections.change([personKey(id)], ([record]) => {
    if (record === null || record === undefined) return { put: [], remove: [], entries: [], answer: null };
    const person = readPerson(record);
    const ended: Person = { ...person, state: 'ended', endedAt: person.endedAt ?? at, proposal: null };
    return { put: [personRecord(ended)], remove: [], entries, answer: ended };
  });
}

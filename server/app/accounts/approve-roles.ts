import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor, ActorRef } from '../../model/access/actor.ts';
import type { ProviderPolicy } from '../../model/accounts/identity-provider.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import { type Act, type ActDependencies, performInStore } from '../access/act.ts';
import { isOneHand } from '../people/one-hand.ts';
import { changeable, entryOf, keepingAdministrator, personAct } from './changeable-person.ts';
import { mayStill } from './may-still.ts';
import { personKey, personRecord, readPerson } from './people-records.ts';
import { toldStanding } from './told-standing.ts';

type Dependencies = ActDependencies & {
  readonly collections: Collections;
  readonly policies: readonly ProviderPolicy[];
};

/**
 * A second person approves the roles that were proposed for somebody: in force from now on. Never whoever proposed them, nor the
 * one who gets them; a proposal of somebody who may not make it any more is none.
 * @param proposedAt which proposal was looked at; null for whichever stands
 */
export async function approveRoles(
  deps: Dependencies,
  id: string,
  proposedAt: string | null,
  actor: Actor,
): Promise<Result<Person>> {
  const found = await changeable(deps, 'approve-roles', id, actor);
  if (!found.ok) return found;
  if (actor.kind === 'key') return refuse('person-needed');
  const { proposal, organisationId } = found.value;
  if (proposal === null || (proposedAt ?? proposal.proposedAt) !== proposal.proposedAt)
    return refuse('roles-not-proposed');
  if (await isOneHand(deps.collections, actor, refOf(found.value))) return refuse('own-roles');
  if (await isOneHand(deps.collections, actor, proposal.proposedBy)) return refuse('roles-approved-by-proposer');
  if (!(await mayStill(deps.collections, 'change-person', proposal.proposedBy, { organisationId })))
    return refuse('roles-not-proposed');
  const detail = { approved: proposal.roles.join(' '), proposer: proposal.proposedBy.id };
  const act: Act = { ...personAct('approve-roles', id, actor), detail };
  return performInStore(deps, act, () =>
    deps.collections.change<Result<Person>>([personKey(id)], ([record]) => {
      const person = record === null || record === undefined ? null : readPerson(record);
      // Another proposal than the one that was judged, or none any more.
      if (person?.state !== 'active' || JSON.stringify(person.proposal) !== JSON.stringify(proposal))
        return { put: [], remove: [], entries: [], answer: refuse('roles-not-proposed') };
      const given: Person = { ...person, roles: [...new Set([...person.roles, ...proposal.roles])], proposal: null };
      const entries = [entryOf(deps, act, toldStanding(given))];
      return { put: [personRecord(given)], remove: [], entries, answer: succeed(given) };
    }),
  );
}

/** Takes a proposal back, whoever made it; the roles in force stay. Taking it back again changes nothing. */
export async function withdrawRoles(
  deps: Dependencies & { readonly policies: readonly ProviderPolicy[] },
  id: string,
  actor: Actor,
): Promise<Result<Person>> {
  const found = await changeable(deps, 'change-person', id, actor);
  if (!found.ok) return found;
  const act: Act = { ...personAct('change-person', id, actor), detail: { step: 'withdraw-proposal' } };
  const withdraw = (person: Person) => succeed<Person>({ ...person, proposal: null });
  return performInStore(deps, act, () => keepingAdministrator(deps, act, found.value, withdraw, toldStanding));
}

function refOf({ id, name }: Person): ActorRef {
  return { kind: 'person', id, name };
}

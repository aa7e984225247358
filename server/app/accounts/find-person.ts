import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import { type ActDependencies, authorize } from '../access/act.ts';
import { inviterOf } from './invited-by.ts';
import { findPerson } from './people-records.ts';

/** One person, with who invited them where that is known; `not-permitted` for one of an organisation whose people the actor may not see, or that there is not. */
export async function readPersonOf(
  deps: ActDependencies & { readonly collections: Pick<Collections, 'find' | 'list'> },
  id: string,
  actor: Actor,
): Promise<Result<Person>> {
  const person = await findPerson(deps.collections, id);
  const owner = person === null ? {} : { organisationId: person.organisationId };
  const permitted = await authorize(deps, actor, 'read-people', { kind: 'person', id }, owner);
  if (!permitted.ok) return permitted;
  if (person === null) return refuse('person-unknown');
  return succeed({ ...person, invitedBy: await inviterOf(deps.collections, person) });
}

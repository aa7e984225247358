import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import { type ActDependencies, authorize } from '../access/act.ts';
import { peopleOf } from './people-records.ts';

/** Everybody of an organisation, newest first, those who were ended too. */
export async function listPeople(
  deps: ActDependencies & { readonly collections: Pick<Collections, 'list'> },
  organisationId: string,
  actor: Actor,
): Promise<Result<readonly Person[]>> {
  const subject = { kind: 'organisation', id: organisationId } as const;
  const permitted = await authorize(deps, actor, 'read-people', subject, { organisationId });
  if (!permitted.ok) return permitted;
  return succeed(await peopleOf(deps.collections, organisationId));
}

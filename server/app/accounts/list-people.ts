import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections } from '../../ports/collections.ts';
import { type ActDependencies, authorize } from '../access/act.ts';
import { type CollectedPage, collectedPage } from '../collected-page.ts';
import { ofOrganisation, peopleOf, readPerson } from './people-records.ts';

/** People of one page. */
const PEOPLE_LISTED = 100;

/** A page of the people of an organisation, newest first, those who were ended too. */
export async function pagePeople(
  deps: ActDependencies & { readonly collections: Pick<Collections, 'list'> },
  organisationId: string,
  cursor: string | null,
  actor: Actor,
): Promise<Result<CollectedPage<Person>>> {
  const subject = { kind: 'organisation', id: organisationId } as const;
  const permitted = await authorize(deps, actor, 'read-people', subject, { organisationId });
  if (!permitted.ok) return permitted;
  const question = { tags: [ofOrganisation(organisationId)], cursor, limit: PEOPLE_LISTED };
  return collectedPage(deps.collections, 'people', question, readPerson);
}

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

import type { RecordedActor } from '../../model/access/actor.ts';
import { type Action, isPermitted, type Owner } from '../../model/access/permissions.ts';
import type { Collections } from '../../ports/collections.ts';
import { activeOrganisation } from './identify-person.ts';
import { findPerson } from './people-records.ts';

/** Whether whoever began something for an organisation may still do it: what a person begins hangs on their part. */
export async function mayStill(
  collections: Pick<Collections, 'find'>,
  action: Action,
  by: RecordedActor,
  owner: Owner,
): Promise<boolean> {
  if (by.kind !== 'person') return true;
  const person = await findPerson(collections, by.id);
  if (person?.state !== 'active') return false;
  const organisation = await activeOrganisation(collections, person.organisationId);
  return organisation !== null && isPermitted({ organisation, roles: person.roles }, action, owner);
}

import type { Actor } from '../../model/access/actor.ts';
import { hasRole } from '../../model/access/organisation.ts';
import type { Collections } from '../../ports/collections.ts';
import { activeOrganisation } from './identify-person.ts';
import { findPerson } from './people-records.ts';

/** Whether the person who approved something is still a sealer of the organisation that it was done for. */
export async function isStillSealer(
  { collections }: { readonly collections: Pick<Collections, 'find'> },
  { id, organisation }: Actor,
): Promise<boolean> {
  const person = await findPerson(collections, id);
  if (person === null || person.state !== 'active' || person.organisationId !== organisation?.id) return false;
  const now = await activeOrganisation(collections, person.organisationId);
  if (now === null || now.manufacturerId !== organisation.manufacturerId) return false;
  return person.roles.includes('sealer') && hasRole(now.kind, 'sealer');
}

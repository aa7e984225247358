import type { AuditEntry } from '../../model/access/audit-entry.ts';
import { OPERATOR } from '../../model/access/organisation.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { Collections, RecordKey } from '../../ports/collections.ts';
import { allOrganisations } from '../people/organisation-records.ts';
import { invitationKey, invitationRecord, invitationsOf, readInvitation } from './invitation-records.ts';
import { findPerson, personKey, personRecord, readPerson } from './people-records.ts';

/**
 * Takes the address of a person who was ended out of everything that is stored: their record, the invitations that it was in until
 * then, and what proved who they were, where a process died before that was removed or a restore brought it back. Their own record
 * comes last: whoever dies before that begins again. Null for somebody who was not ended.
 */
export async function eraseAddress(
  collections: Pick<Collections, 'find' | 'list' | 'change'>,
  id: string,
  entries: readonly AuditEntry[],
): Promise<Person | null> {
  const found = await findPerson(collections, id);
  if (found === null || found.state !== 'ended') return null;
  await eraseInInvitations(collections, found);
  const proofs: readonly RecordKey[] = [
    { collection: 'users', id },
    { collection: 'credentials', id: `${id}-password` },
  ];
  return collections.change([personKey(id)], ([record]) => {
    const person = record === null || record === undefined ? null : readPerson(record);
    if (person?.state !== 'ended') return { put: [], remove: [], entries: [], answer: null };
    const erased: Person = { ...person, email: null, identity: null };
    return { put: [personRecord(erased)], remove: proofs, entries, answer: erased };
  });
}

/** One that is open is somebody's who is to come. */
async function eraseInInvitations(
  collections: Pick<Collections, 'list' | 'change'>,
  { email, endedAt }: Person,
): Promise<void> {
  if (email === null) return;
  const organisations = [OPERATOR, ...(await allOrganisations(collections))];
  for (const organisation of organisations)
    for (const { id } of await invitationsOf(collections, organisation.id, email))
      await collections.change([invitationKey(id)], ([record]) => {
        const invitation = record === null || record === undefined ? null : readInvitation(record);
        const isOfThen = invitation !== null && invitation.state !== 'open' && invitation.createdAt <= (endedAt ?? '');
        const put = isOfThen ? [invitationRecord({ ...invitation, email: null })] : [];
        return { put, remove: [], entries: [], answer: null };
      });
}

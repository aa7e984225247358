import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import { ROLES } from '../../model/access/roles.ts';
import type { Collections, RecordKey } from '../../ports/collections.ts';
import { endPersonRecord } from '../accounts/change-person.ts';
import { eraseAddress } from '../accounts/erase-address.ts';
import { invitationKey, invitationRecord, readInvitation } from '../accounts/invitation-records.ts';
import { personKey, personRecord, readPerson } from '../accounts/people-records.ts';

/** Acts after which what was known of somebody proves no more who they are. */
const OF_PROOF: ReadonlySet<string> = new Set([
  ...['change-password', 'reset-password', 'reset-second-factor', 'change-second-factor', 'renew-backup-codes'],
]);
/** Of sessions that one change removes. */
const PIECE = 500;

/**
 * Does again to people what was done since: who was ended is ended, whose address was erased has none, who got other roles has none but those, and nothing proposed, invitations that were used
 * or withdrawn let nobody in; who was untied from a provider is untied; a passkey that was removed signs nobody in. Whose password or
 * second factor changed has no password: only a link by mail sets another one.
 */
export async function replayPeople(
  collections: Pick<Collections, 'find' | 'change' | 'list'>,
  entries: readonly RecordedEntry[],
): Promise<void> {
  for (const { action, phase, subject, at, detail } of entries) {
    if (phase !== 'succeeded') continue;
    if (action === 'end-person') await endPersonRecord(collections, subject.id, at, []);
    if (action === 'erase-person') await eraseAddress(collections, subject.id, []);
    if (action === 'release-identity') await releaseIdentity(collections, subject.id);
    if (action === 'change-person' || action === 'approve-roles')
      await setRoles(collections, subject.id, detail.roles ?? '');
    if (action === 'withdraw-invitation') await closeInvitation(collections, subject.id);
    if (action === 'accept-invitation') await closeInvitation(collections, detail.invitation ?? '');
    if (action === 'remove-passkey') await removePasskeys(collections, [detail.passkey ?? '']);
    if (action === 'reset-second-factor') await removePasskeys(collections, await passkeysOf(collections, subject.id));
    if (OF_PROOF.has(action)) await removePassword(collections, subject.id);
  }
}

/** Ends every session that a database of that moment holds: which of them were ended since is not known. */
export async function endSessionsOf(collections: Pick<Collections, 'change' | 'list'>, since: string): Promise<void> {
  const days = [0, 1].map((later) => new Date(Date.parse(since) + later * 86_400_000).toISOString().slice(0, 10));
  for (const day of days) {
    let found: readonly { readonly id: string }[];
    do {
      found = await collections.list('sessions', { tags: [`ends:${day}`], after: null, limit: PIECE });
      const remove = found.map(({ id }): RecordKey => ({ collection: 'sessions', id }));
      if (remove.length > 0) await collections.change([], () => ({ put: [], remove, entries: [], answer: undefined }));
    } while (found.length === PIECE);
  }
}

function setRoles(collections: Pick<Collections, 'change'>, id: string, told: string): Promise<void> {
  const roles = ROLES.filter((role) => told.split(' ').includes(role));
  return collections.change([personKey(id)], ([record]) => {
    const put =
      record === null || record === undefined ? [] : [personRecord({ ...readPerson(record), roles, proposal: null })];
    return { put, remove: [], entries: [], answer: undefined };
  });
}

function releaseIdentity(collections: Pick<Collections, 'change'>, id: string): Promise<void> {
  return collections.change([personKey(id)], ([record]) => {
    const put =
      record === null || record === undefined ? [] : [personRecord({ ...readPerson(record), identity: null })];
    return { put, remove: [], entries: [], answer: undefined };
  });
}

function closeInvitation(collections: Pick<Collections, 'change'>, id: string): Promise<void> {
  return collections.change([invitationKey(id)], ([record]) => {
    const found = record === null || record === undefined ? [] : [readInvitation(record)];
    const put = found.map((invitation) => invitationRecord({ ...invitation, state: 'withdrawn' }));
    return { put, remove: [], entries: [], answer: undefined };
  });
}

async function passkeysOf(collections: Pick<Collections, 'list'>, userId: string): Promise<readonly string[]> {
  const question = { tags: [`userId:${userId}`], after: null, limit: PIECE };
  return (await collections.list('passkeys', question)).map(({ id }) => id);
}

function removePasskeys(collections: Pick<Collections, 'change'>, ids: readonly string[]): Promise<void> {
  const remove = ids.map((id): RecordKey => ({ collection: 'passkeys', id }));
  return collections.change([], () => ({ put: [], remove, entries: [], answer: undefined }));
}

function removePassword(collections: Pick<Collections, 'change'>, userId: string): Promise<void> {
  const remove: readonly RecordKey[] = [{ collection: 'credentials', id: passwordId(userId) }];
  return collections.change([], () => ({ put: [], remove, entries: [], answer: undefined }));
}

/** The id of the record of a user's password. */
function passwordId(userId: string): string {
  return `${userId}-password`;
}

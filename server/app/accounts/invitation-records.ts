import { z } from 'zod';
import { ROLES } from '../../model/access/roles.ts';
import type { Invitation } from '../../model/accounts/invitation.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';
import { sha256Hex } from '../digest.ts';
import { everyRecord } from '../people/every-record.ts';
import { ROLE_PROPOSAL } from './role-proposal-schema.ts';

const INSTANT = z.iso.datetime();
const INVITATION = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  proposal: ROLE_PROPOSAL,
  locale: z.enum(['zh-CN', 'en', 'ru']),
  createdAt: INSTANT,
  createdBy: ACTOR_REF,
  /** Absent in records of former versions. */
  sentBy: ACTOR_REF.nullable().default(null),
  expiresAt: INSTANT,
  state: z.enum(['open', 'accepted', 'withdrawn']),
  application: z.strictObject({ id: z.string(), manufacturerId: z.string().nullable() }).nullable().default(null),
  /** Of the token, in lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** With the hash of its token, as it is stored. */
export type StoredInvitation = Invitation & { readonly sha256: string };

export function invitationKey(id: string): RecordKey {
  return { collection: 'invitations', id };
}

export function invitationRecord(invitation: StoredInvitation): NewRecord {
  const { id, createdAt, sha256, organisationId, state } = invitation;
  return {
    ...invitationKey(id),
    at: createdAt,
    unique: [`token:${sha256}`],
    tags: [`organisation:${organisationId}`, `state:${state}`],
    data: JSON.stringify(INVITATION.parse(invitation)),
  };
}

export function readInvitation(record: CollectedRecord): StoredInvitation {
  return INVITATION.parse(JSON.parse(record.data));
}

export function tokenHash(token: string): string {
  return sha256Hex(new TextEncoder().encode(token));
}

export async function invitationByToken(
  collections: Pick<Collections, 'findUnique'>,
  token: string,
): Promise<StoredInvitation | null> {
  const record = await collections.findUnique('invitations', `token:${tokenHash(token)}`);
  return record === null ? null : readInvitation(record);
}

/** Those of an organisation that were neither accepted nor withdrawn, newest first. */
export async function openInvitationsOf(
  collections: Pick<Collections, 'list'>,
  organisationId: string,
): Promise<readonly StoredInvitation[]> {
  const tags = [`organisation:${organisationId}`, 'state:open'];
  return (await everyRecord(collections, 'invitations', tags)).map(readInvitation);
}

/**
 * The invitation by which an active person came, as far as it is here: the newest with their address that was accepted and is no
 * newer than they are.
 */
export async function invitationOf(
  collections: Pick<Collections, 'list'>,
  { organisationId, email, since }: Pick<Person, 'organisationId' | 'email' | 'since'>,
): Promise<Invitation | null> {
  const tags = [`organisation:${organisationId}`, 'state:accepted'];
  const accepted = (await everyRecord(collections, 'invitations', tags)).map(readInvitation);
  return accepted.find((one) => email !== null && one.email === email && one.createdAt <= since) ?? null;
}

/** Those of an organisation to one address, whatever became of them. */
export async function invitationsOf(
  collections: Pick<Collections, 'list'>,
  organisationId: string,
  email: string,
): Promise<readonly Invitation[]> {
  const all = await everyRecord(collections, 'invitations', [`organisation:${organisationId}`]);
  return all.map(readInvitation).filter((one) => one.email === email);
}

/** What may be shown of one. */
export function withoutHash({ sha256: _, ...invitation }: StoredInvitation): Invitation {
  return invitation;
}

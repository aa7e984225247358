import { z } from 'zod';
import { ROLES } from '../../model/access/roles.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';
import { everyRecord } from '../people/every-record.ts';
import { ROLE_PROPOSAL } from './role-proposal-schema.ts';

const INSTANT = z.iso.datetime();
const PERSON = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  proposal: ROLE_PROPOSAL,
  locale: z.enum(['zh-CN', 'en', 'ru']),
  notices: z.boolean().default(true),
  state: z.enum(['active', 'ended']),
  since: INSTANT,
  endedAt: INSTANT.nullable(),
  secondFactorSince: INSTANT.nullable(),
  identity: z
    .strictObject({ issuer: z.string(), subject: z.string().regex(/^[0-9a-f]{64}$/) })
    .nullable()
    .default(null),
  /** Absent in records of former versions. */
  invitedBy: ACTOR_REF.nullable().default(null),
});

/** Every person has it: a list needs a tag. */
export const EVERYBODY = 'all';
/** People whose roles wait for an approval. */
const PROPOSED = 'roles:proposed';

export function personKey(id: string): RecordKey {
  return { collection: 'people', id };
}

export function ofOrganisation(organisationId: string): string {
  return `organisation:${organisationId}`;
}

/**
 * The record of a person. An address, and whom a provider knows somebody as, are one active person's; they may be another's when
 * that one ended.
 */
export function personRecord(person: Person): NewRecord {
  const { id, organisationId, email, identity, state, since, proposal } = person;
  return {
    ...personKey(id),
    at: since,
    unique: [
      ...(email === null || state === 'ended' ? [] : [`email:${email}`]),
      ...(identity === null || state === 'ended' ? [] : [`subject:${identity.subject}`]),
    ],
    tags: [EVERYBODY, ofOrganisation(organisationId), `state:${state}`, ...(proposal === null ? [] : [PROPOSED])],
    data: JSON.stringify(PERSON.parse(person)),
  };
}

export function readPerson(record: CollectedRecord): Person {
  return PERSON.parse(JSON.parse(record.data));
}

export async function findPerson(collections: Pick<Collections, 'find'>, id: string): Promise<Person | null> {
  const record = await collections.find('people', id);
  return record === null ? null : readPerson(record);
}

/** The active person with this address; null for none. */
export async function personByEmail(
  collections: Pick<Collections, 'findUnique'>,
  email: string,
): Promise<Person | null> {
  const record = await collections.findUnique('people', `email:${email}`);
  return record === null ? null : readPerson(record);
}

/** The active person whom a provider knows as this; null for none. */
export async function personBySubject(
  collections: Pick<Collections, 'findUnique'>,
  subject: string,
): Promise<Person | null> {
  const record = await collections.findUnique('people', `subject:${subject}`);
  return record === null ? null : readPerson(record);
}

/** Newest first, those who ended too. */
export async function peopleOf(
  collections: Pick<Collections, 'list'>,
  organisationId: string,
): Promise<readonly Person[]> {
  return (await everyRecord(collections, 'people', [ofOrganisation(organisationId)])).map(readPerson);
}

/** The active ones alone. */
export async function activePeopleOf(
  collections: Pick<Collections, 'list'>,
  organisationId: string,
): Promise<readonly Person[]> {
  const tags = [ofOrganisation(organisationId), 'state:active'];
  return (await everyRecord(collections, 'people', tags)).map(readPerson);
}

/** Those whose roles wait for an approval, of one organisation or of all, newest first. */
export async function peopleWithProposal(
  collections: Pick<Collections, 'list'>,
  organisationId: string | null,
): Promise<readonly Person[]> {
  const tags = [PROPOSED, ...(organisationId === null ? [] : [ofOrganisation(organisationId)])];
  return (await everyRecord(collections, 'people', tags)).map(readPerson);
}

/** Whether anybody was ever let in. */
export async function hasPeople(collections: Pick<Collections, 'count'>): Promise<boolean> {
  return (await collections.count('people', [EVERYBODY], 1)) > 0;
}

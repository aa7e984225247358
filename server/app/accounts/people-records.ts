import { z } from 'zod';
import { ROLES } from '../../model/access/roles.ts';
import type { Person } from '../../model/accounts/person.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';

const INSTANT = z.iso.datetime();
const PERSON = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  locale: z.enum(['zh-CN', 'en', 'ru']),
  notices: z.boolean().default(true),
  state: z.enum(['active', 'ended']),
  since: INSTANT,
  endedAt: INSTANT.nullable(),
  secondFactorSince: INSTANT.nullable(),
});

/** Every person has it: a list needs a tag. */
export const EVERYBODY = 'all';
/** People of one organisation that a list gives, and that a change of one of them looks at. */
const MAX_LISTED = 1_000;

export function personKey(id: string): RecordKey {
  return { collection: 'people', id };
}

function ofOrganisation(organisationId: string): string {
  return `organisation:${organisationId}`;
}

/** The record of a person. An address is one active person's; it may be invited again when that one ended. */
export function personRecord(person: Person): NewRecord {
  const { id, organisationId, email, state, since } = person;
  return {
    ...personKey(id),
    at: since,
    unique: email === null || state === 'ended' ? [] : [`email:${email}`],
    tags: [EVERYBODY, ofOrganisation(organisationId), `state:${state}`],
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

/** Newest first, those who ended too. */
export async function peopleOf(
  collections: Pick<Collections, 'list'>,
  organisationId: string,
): Promise<readonly Person[]> {
  const question = { tags: [ofOrganisation(organisationId)], after: null, limit: MAX_LISTED };
  return (await collections.list('people', question)).map(readPerson);
}

/** The active ones alone. */
export async function activePeopleOf(
  collections: Pick<Collections, 'list'>,
  organisationId: string,
): Promise<readonly Person[]> {
  const question = { tags: [ofOrganisation(organisationId), 'state:active'], after: null, limit: MAX_LISTED };
  return (await collections.list('people', question)).map(readPerson);
}

/** Everybody of all organisations, newest first. */
export async function allPeople(collections: Pick<Collections, 'list'>): Promise<readonly Person[]> {
  return (await collections.list('people', { tags: [EVERYBODY], after: null, limit: MAX_LISTED })).map(readPerson);
}

/** Whether anybody was ever let in. */
export async function hasPeople(collections: Pick<Collections, 'count'>): Promise<boolean> {
  return (await collections.count('people', [EVERYBODY], 1)) > 0;
}

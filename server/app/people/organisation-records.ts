import { z } from 'zod';
import {
  type ActorOrganisation,
  OPERATOR,
  ORGANISATION_KINDS,
  type Organisation,
} from '../../model/access/organisation.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';
import { everyRecord } from './every-record.ts';

const ORGANISATION = z.strictObject({
  id: z.string(),
  kind: z.enum(ORGANISATION_KINDS),
  name: z.string(),
  manufacturerId: z.string().nullable(),
  uscc: z.string().nullable(),
  state: z.enum(['active', 'closed']),
  since: z.iso.datetime(),
});

/** Every organisation has it: a list needs a tag. */
const ALL = 'all';

export function organisationKey(id: string): RecordKey {
  return { collection: 'organisations', id };
}

/** The record of an organisation: one for each manufacturer, and for each credit code of a kind. */
export function organisationRecord(organisation: Organisation): NewRecord {
  const { id, kind, manufacturerId, uscc, since } = organisation;
  return {
    ...organisationKey(id),
    at: since,
    unique: [
      ...(manufacturerId === null ? [] : [`manufacturer:${manufacturerId}`]),
      ...(uscc === null ? [] : [`${kind}:${uscc}`]),
    ],
    tags: [ALL],
    data: JSON.stringify(ORGANISATION.parse(organisation)),
  };
}

export function readOrganisation(record: CollectedRecord): Organisation {
  return ORGANISATION.parse(JSON.parse(record.data));
}

export async function findOrganisation(
  collections: Pick<Collections, 'find'>,
  id: string,
): Promise<Organisation | null> {
  const record = await collections.find('organisations', id);
  return record === null ? null : readOrganisation(record);
}

/** Null for one that is unknown or closed. The operator has no record: it is always there. */
export async function findActiveOrganisation(
  collections: Pick<Collections, 'find'>,
  id: string,
): Promise<Pick<Organisation, keyof ActorOrganisation> | null> {
  if (id === OPERATOR.id) return OPERATOR;
  const organisation = await findOrganisation(collections, id);
  return organisation?.state === 'active' ? organisation : null;
}

/** Newest first. */
export async function allOrganisations(collections: Pick<Collections, 'list'>): Promise<readonly Organisation[]> {
  return (await everyRecord(collections, 'organisations', [ALL])).map(readOrganisation);
}

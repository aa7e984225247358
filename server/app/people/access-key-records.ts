import { z } from 'zod';
import type { AccessKey } from '../../model/access/access-key.ts';
import { ROLES } from '../../model/access/roles.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';

const INSTANT = z.iso.datetime();
const ACCESS_KEY = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
  createdAt: INSTANT,
  createdBy: ACTOR_REF,
  expiresAt: INSTANT,
  endedAt: INSTANT.nullable(),
  lastUsedAt: INSTANT.nullable(),
  /** Absent in records of former versions. */
  directSealing: z
    .strictObject({
      proposedBy: ACTOR_REF,
      proposedAt: INSTANT,
      approvedBy: ACTOR_REF.nullable(),
      approvedAt: INSTANT.nullable(),
    })
    .nullable()
    .default(null),
  /** Of the secret, in lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A key with the hash of its secret, as it is stored. */
export type StoredAccessKey = AccessKey & { readonly sha256: string };

export function accessKeyKey(id: string): RecordKey {
  return { collection: 'access-keys', id };
}

/** How a key is found by its secret. */
export function secretText(sha256: string): string {
  return `secret:${sha256}`;
}

export function ofOrganisation(organisationId: string): string {
  return `organisation:${organisationId}`;
}

export function accessKeyRecord(key: StoredAccessKey): NewRecord {
  return {
    ...accessKeyKey(key.id),
    at: key.createdAt,
    unique: [secretText(key.sha256)],
    tags: [ofOrganisation(key.organisationId)],
    data: JSON.stringify(ACCESS_KEY.parse(key)),
  };
}

export function readAccessKey(record: CollectedRecord): StoredAccessKey {
  return ACCESS_KEY.parse(JSON.parse(record.data));
}

export async function findAccessKey(
  collections: Pick<Collections, 'find'>,
  id: string,
): Promise<StoredAccessKey | null> {
  const record = await collections.find('access-keys', id);
  return record === null ? null : readAccessKey(record);
}

/** What may be shown of a key. */
export function withoutHash({ sha256: _, ...key }: StoredAccessKey): AccessKey {
  return key;
}

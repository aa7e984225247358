import { z } from 'zod';
import { APPLICATION_STATES, type Application } from '../../model/applications/application.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';

const INSTANT = z.iso.datetime();
const APPLICATION = z.strictObject({
  id: z.string(),
  state: z.enum(APPLICATION_STATES),
  company: z.string(),
  uscc: z.string(),
  name: z.string(),
  email: z.string(),
  locale: z.enum(['zh-CN', 'en', 'ru']),
  manufacturerId: z.string().nullable(),
  purpose: z.string(),
  createdAt: INSTANT,
  confirmedAt: INSTANT.nullable(),
  decision: z
    .strictObject({
      by: ACTOR_REF,
      at: INSTANT,
      reason: z.string().nullable(),
      organisationId: z.string().nullable(),
      invitationId: z.string().nullable(),
    })
    .nullable(),
  toldAt: INSTANT.nullable(),
  /** Of the token that confirms the mail address, in lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** With the hash of its token, as it is stored. */
export type StoredApplication = Application & { readonly sha256: string };

export function applicationKey(id: string): RecordKey {
  return { collection: 'applications', id };
}

/** Tags by which applications are found. Those for deciders are on none whose mail address was not confirmed. */
export const applicationTags = {
  every: 'confirmed',
  decider: (manufacturerId: string) => `maker:${manufacturerId}`,
  state: (state: Application['state']) => `state:${state}`,
  uscc: (uscc: string) => `uscc:${uscc}`,
  email: (email: string) => `email:${email}`,
} as const;

export function applicationRecord({ version: _, ...application }: StoredApplication): NewRecord {
  const { id, state, createdAt, sha256, manufacturerId, uscc, email } = application;
  const forDeciders = [
    applicationTags.every,
    ...(manufacturerId === null ? [] : [applicationTags.decider(manufacturerId)]),
  ];
  return {
    ...applicationKey(id),
    at: createdAt,
    unique: [`token:${sha256}`],
    tags: [
      ...(state === 'unconfirmed' ? [] : forDeciders),
      ...[applicationTags.state(state), applicationTags.uscc(uscc), applicationTags.email(email)],
    ],
    data: JSON.stringify(APPLICATION.parse(application)),
  };
}

export function readApplication(record: CollectedRecord): StoredApplication {
  return { ...APPLICATION.parse(JSON.parse(record.data)), version: record.version };
}

export async function applicationByToken(
  collections: Pick<Collections, 'findUnique'>,
  sha256: string,
): Promise<StoredApplication | null> {
  const record = await collections.findUnique('applications', `token:${sha256}`);
  return record === null ? null : readApplication(record);
}

/** What may be shown of one. */
export function withoutToken({ sha256: _, ...application }: StoredApplication): Application {
  return application;
}

import {
  type ArchiveCopies,
  type ArchiveRenewal,
  type DuePage,
  type DueRequest,
  MAX_LATER,
  type Postponement,
} from '../../ports/archive-copies.ts';
import { appendConfirmationAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import { archiveCopyOf } from './registered-confirmation.ts';
import type { ConfirmationRecord, FormerRecord } from './schema/confirmation-schema.ts';

/** The archive's copies in MongoDB: a part of the record of their confirmation. */
export function createArchiveCopies({ db, write }: Database): ArchiveCopies {
  return {
    find: async (number) => archiveCopyOf((await archived(db, number))?.archive),
    former: async (number) =>
      ((await archived(db, number))?.archive?.former ?? []).map((copy) => ({
        sha256: copy.sha256,
        level: copy.level as 'B-LTA',
        renewedAt: copy.renewedAt,
        renewals: copy.renewals,
      })),
    due: (request) => due(db, request),
    keep: (renewal) => write((within) => keep(within, renewal)),
    postpone: (postponement) => postpone(db, postponement),
  };
}

function archived(db: Db, number: string): Promise<ConfirmationRecord | null> {
  const fields = { archive: 1, manufacturerId: 1 } as const;
  return db.confirmations.one('confirmation by number', { _id: number, state: 'live' }, { fields });
}

async function due(db: Db, { at, limit, after }: DueRequest): Promise<DuePage> {
  const now = Date.parse(at);
  const from = after === null ? Number.MIN_SAFE_INTEGER : Date.parse(after.dueAt);
  const found = await db.confirmations.many(
    'archive copies due',
    {
      'archive.dueMs': { $lte: now },
      $or: [{ 'archive.dueMs': { $gt: from } }, { 'archive.dueMs': from, _id: { $gt: after?.number ?? '' } }],
    },
    { limit, sort: { 'archive.dueMs': 1, _id: 1 }, fields: { 'archive.dueMs': 1 } },
  );
  const later = await db.confirmations.count('archive copies due later', { 'archive.dueMs': { $gt: now } });
  return {
    items: found.map(({ _id, archive }) => ({
      number: _id,
      dueAt: new Date(archive?.dueMs ?? 0).toISOString(),
    })),
    later: Math.min(later, MAX_LATER),
  };
}

/** One record, compared and changed at once. */
async function postpone(db: Db, { number, dueAt, copy }: Postponement): Promise<boolean> {
  const filter = { _id: number, state: 'live', 'archive.sha256': copy } as const;
  return (await db.confirmations.change(filter, { $set: { 'archive.dueMs': Date.parse(dueAt) } })) > 0;
}

/** Compares with what the copy was made from and records it, inside the caller's transaction. */
async function keep(db: Db, { number, copy, replaces, by }: ArchiveRenewal): Promise<boolean> {
  const found = await archived(db, number);
  if (found?.archive === undefined || (found.archive.sha256 ?? null) !== replaces) return false;
  const { sha256, level, renewedAt, dueAt } = copy;
  const former = formerOf(found.archive);
  await db.confirmations.change(
    { _id: number },
    {
      $set: {
        'archive.sha256': sha256,
        'archive.level': level,
        'archive.renewedAt': renewedAt,
        'archive.dueMs': Date.parse(dueAt),
      },
      $inc: { 'archive.renewals': 1 },
      ...(former === null ? {} : { $push: { 'archive.former': former } }),
    },
  );
  const detail = { sha256, level, dueAt };
  const entry = { at: renewedAt, by, action: 'renew-archive', phase: 'succeeded', detail } as const;
  await appendConfirmationAudit(db, { ...entry, number, manufacturerId: found.manufacturerId });
  return true;
}

function formerOf(archive: NonNullable<ConfirmationRecord['archive']>): FormerRecord | null {
  const copy = archiveCopyOf(archive);
  if (copy === null) return null;
  const { dueAt: _due, ...former } = copy;
  return former;
}

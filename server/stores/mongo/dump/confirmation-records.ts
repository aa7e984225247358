import type { DumpRecord } from '../../dump/tables.ts';
import type { ArchiveRecord, ConfirmationRecord } from '../schema/confirmation-schema.ts';

/** What may be absent. */
const NOTHING = {
  idempotencyKey: null,
  content: null,
  summary: null,
  sha256: null,
  keyId: null,
  sealVersion: null,
  issuedBy: null,
  issuedAt: null,
  issuedMs: null,
};
const NO_COPY = { sha256: null, level: null, renewedAt: null };

export function confirmationOf(document: Readonly<Record<string, unknown>>): unknown {
  const { _id: number, replacing: _replacing, leaseUntil, archive, ...fields } = document;
  return {
    ...{ ...NOTHING, ...fields, number },
    leaseUntilMs: leaseUntil instanceof Date ? leaseUntil.getTime() : null,
    archive: archive === undefined || archive === null ? null : { ...NO_COPY, ...archive },
  };
}

type Whole = DumpRecord<'confirmations'>;

export function confirmationRecord(record: Whole): ConfirmationRecord {
  const { number, archive, leaseUntilMs, content, idempotencyKey, summary, sha256, keyId, ...fields } = record;
  const { issuedBy, issuedAt, issuedMs, sealVersion, ...reserved } = fields;
  const isOpen = record.state === 'reserved' || record.state === 'intended';
  return {
    ...{ _id: number, ...reserved },
    ...(content === null ? {} : { content }),
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
    ...(summary === null ? {} : { summary }),
    ...(sha256 === null ? {} : { sha256 }),
    ...(keyId === null ? {} : { keyId }),
    ...(issuedBy === null ? {} : { issuedBy }),
    ...(issuedAt === null ? {} : { issuedAt }),
    ...(issuedMs === null ? {} : { issuedMs }),
    ...(record.state === 'live' ? { sealVersion } : {}),
    ...(archive === null ? {} : { archive: archiveRecord(archive) }),
    // Held by a process, not by a lease: over.
    ...(isOpen ? { leaseUntil: new Date(leaseUntilMs ?? 0) } : {}),
    ...(isOpen && record.supersedes !== null ? { replacing: record.supersedes } : {}),
  };
}

function archiveRecord({ sha256, level, renewedAt, ...copy }: NonNullable<Whole['archive']>): ArchiveRecord {
  if (sha256 === null || level === null || renewedAt === null) return copy;
  return { ...copy, sha256, level, renewedAt };
}

import {
  type ArchiveCopy,
  type ConfirmationContent,
  type ConfirmationSummary,
  type LineStatus,
  type RegisteredConfirmation,
  type StandingCounts,
  statusOfCounts,
  type WithdrawalReason,
} from '#core/confirmation/confirmation.ts';
import type { PadesLevel } from '#core/validation/validation.ts';
import { RecordDamaged } from '../../ports/registry.ts';
import type { Db } from './database.ts';
import type { ArchiveRecord, ConfirmationRecord } from './schema/confirmation-schema.ts';
import type { LineRecord } from './schema/line-schema.ts';

/** The issued confirmation of that number, or null. @throws {RecordDamaged} */
export async function findConfirmation(db: Db, number: string): Promise<RegisteredConfirmation | null> {
  const record = await db.confirmations.one('confirmation by number', { _id: number, state: 'live' });
  if (record === null) return null;
  const lines = await db.lines.many('lines of a confirmation', { number });
  return withStandings(record, lines);
}

/** Joins what was signed (it never changes) with how each line stands now, VIN by VIN. */
function withStandings(record: ConfirmationRecord, found: readonly LineRecord[]): RegisteredConfirmation {
  const { _id: number, manufacturerId, issuedBy, sha256, sealVersion } = record;
  if (issuedBy === undefined || sha256 === undefined) throw new RecordDamaged(number);
  const content = contentOf(record);
  const standings = new Map(found.map((line) => [line.vin, standingOf(line)]));
  const lines = content.vehicles.map((vehicle) => {
    const standing = standings.get(vehicle.vin);
    if (standing === undefined) throw new RecordDamaged(number);
    return { ...vehicle, standing };
  });
  const formerCopies = (record.archive?.former ?? []).map((copy) => copy.sha256);
  const archive = archiveCopyOf(record.archive);
  const stored = { number, manufacturerId, issuedBy, content, sha256, sealVersion: sealVersion ?? null };
  return { ...stored, archive, formerCopies, lines };
}

function contentOf({ _id: number, content }: ConfirmationRecord): ConfirmationContent {
  try {
    return JSON.parse(content ?? '') as ConfirmationContent;
  } catch (cause) {
    throw new RecordDamaged(number, { cause });
  }
}

/** How many lines of each number stand how. */
export async function countStandings(db: Db, numbers: readonly string[]): Promise<ReadonlyMap<string, StandingCounts>> {
  const rows = await db.lines.combine<{ _id: { number: string; status: string }; count: number }>('lines counted', [
    { $match: { number: { $in: [...numbers] } } },
    { $group: { _id: { number: '$number', status: '$status' }, count: { $sum: 1 } } },
  ]);
  const countOf = (number: string, status: string) =>
    rows.find(({ _id }) => _id.number === number && _id.status === status)?.count ?? 0;
  const counted = (number: string): StandingCounts => ({
    live: countOf(number, 'live'),
    withdrawn: countOf(number, 'withdrawn'),
    superseded: countOf(number, 'superseded'),
  });
  return new Map(numbers.map((number) => [number, counted(number)]));
}

/** A confirmation as a list shows it; null where it is damaged. */
export function summaryOf(record: ConfirmationRecord, counts: StandingCounts): ConfirmationSummary | null {
  const { _id: number, manufacturerId, issuedBy, sha256, sealVersion, summary } = record;
  if (issuedBy === undefined || sha256 === undefined || summary === undefined) return null;
  const { vehicles, outlets } = summary;
  if (counts.live + counts.withdrawn + counts.superseded !== vehicles) return null;
  const content = summary.data as ConfirmationSummary['content'];
  const stored = { number, manufacturerId, issuedBy, content, sha256, sealVersion: sealVersion ?? null };
  return { ...stored, archive: archiveCopyOf(record.archive), status: statusOfCounts(counts), vehicles, outlets };
}

/** What a list shows of the content, and counts of the rest. */
export function summarised(content: ConfirmationContent): NonNullable<ConfirmationRecord['summary']> {
  const { vehicles, destinations: _shown, outlets, ...data } = content;
  return { data, vehicles: vehicles.length, outlets: outlets.length };
}

/** The archive copy, without its file; null where there is none yet. */
export function archiveCopyOf(record: ArchiveRecord | undefined): ArchiveCopy | null {
  if (record?.sha256 === undefined || record.level === undefined || record.renewedAt === undefined) return null;
  const { sha256, level, renewedAt, dueMs, renewals } = record;
  return { sha256, level: level as PadesLevel, renewedAt, dueAt: new Date(dueMs).toISOString(), renewals };
}

/** How a line of an issued confirmation stands. Throws for the status of any other. */
export function standingOf({ status, at = '', by = '', reason, supersededBy = '' }: LineRecord): LineStatus {
  switch (status) {
    case 'live':
      return { status };
    case 'withdrawn':
      return { status, at, by, reason: reason as WithdrawalReason };
    case 'superseded':
      return { status, at, by, supersededBy };
    default:
      throw new Error(`a line of an issued confirmation is ${status}`);
  }
}

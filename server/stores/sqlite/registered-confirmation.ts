import type {
  ArchiveCopy,
  ConfirmationContent,
  ConfirmationSummary,
  LineStatus,
  RegisteredConfirmation,
  WithdrawalReason,
} from '#core/confirmation/confirmation.ts';
import { type StandingCounts, statusOfCounts } from '#core/confirmation/confirmation.ts';
import type { PadesLevel } from '#core/validation/validation.ts';
import { RecordDamaged } from '../../ports/registry.ts';
import type { Connection } from './sql.ts';

/** The columns of an issued confirmation that readers ask for, but for its content. */
export const CONFIRMATION_COLUMNS = `number, manufacturer_id AS manufacturerId, issued_by AS issuedBy, confirmations.sha256 AS sha256,
   seal_version AS sealVersion, issued_ms AS issuedMs, archive.sha256 AS archiveSha256, level AS archiveLevel, renewed_at AS renewedAt,
   due_ms AS dueMs, renewals`;

/** What is stored of the archive copy: the first three null until there is one. */
export type ArchiveRow = {
  readonly archiveSha256: string | null;
  readonly archiveLevel: PadesLevel | null;
  readonly renewedAt: string | null;
  readonly dueMs: number;
  readonly renewals: number;
};

type RecordRow = ArchiveRow & {
  readonly number: string;
  readonly manufacturerId: string;
  readonly issuedBy: string;
  readonly sha256: string;
  readonly sealVersion: number | null;
  readonly issuedMs: number;
};

type ConfirmationRow = RecordRow & { readonly content: string };

/** What a list reads of a confirmation: the short part of its content, and counts of the rest. */
export type SummaryRow = RecordRow & { readonly data: string; readonly vehicles: number; readonly outlets: number };

export type LineRow = {
  readonly vin: string;
  readonly status: string;
  readonly at: string;
  readonly by: string;
  readonly reason: WithdrawalReason;
  readonly supersededBy: string;
};

/** The issued confirmation of that number, or null. */
export function findConfirmation(db: Connection, number: string): RegisteredConfirmation | null {
  const row = db.one<ConfirmationRow>(
    `SELECT ${CONFIRMATION_COLUMNS}, content FROM confirmations JOIN archive USING (number) WHERE number = ? AND state = 'live'`,
    number,
  );
  return row === null ? null : withStandings(db, row);
}

/** Joins what was signed (it never changes) with how each line stands now, VIN by VIN. */
function withStandings(db: Connection, row: ConfirmationRow): RegisteredConfirmation {
  const content = parsed<ConfirmationContent>(row.number, row.content);
  const standings = new Map(
    db
      .all<LineRow>(
        'SELECT vin, status, at, by, reason, superseded_by AS supersededBy FROM lines WHERE number = ?',
        row.number,
      )
      .map((line) => [line.vin, standingOf(line)]),
  );
  const lines = content.vehicles.map((vehicle) => {
    const standing = standings.get(vehicle.vin);
    if (standing === undefined) throw new RecordDamaged(row.number);
    return { ...vehicle, standing };
  });
  const { number, manufacturerId, issuedBy, sha256, sealVersion } = row;
  const formerCopies = db
    .all<{ sha256: string }>('SELECT sha256 FROM archive_former WHERE number = ?', number)
    .map((copy) => copy.sha256);
  const archive = archiveCopyOf(row);
  return { number, manufacturerId, issuedBy, content, sha256, sealVersion, archive, formerCopies, lines };
}

/** A confirmation as a list shows it. Its lines are counted in the database, whatever their number. */
export function summaryOf(db: Connection, row: SummaryRow): ConfirmationSummary {
  const { number, manufacturerId, issuedBy, sha256, sealVersion, vehicles, outlets } = row;
  const counts = db.one<StandingCounts>(
    `SELECT count(*) FILTER (WHERE status = 'live') AS live, count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn,
       count(*) FILTER (WHERE status = 'superseded') AS superseded FROM lines WHERE number = ?`,
    number,
  );
  if (counts === null || counts.live + counts.withdrawn + counts.superseded !== vehicles)
    throw new RecordDamaged(number);
  const content = parsed<ConfirmationSummary['content']>(number, row.data);
  const status = statusOfCounts(counts);
  const archive = archiveCopyOf(row);
  return { number, manufacturerId, issuedBy, content, sha256, sealVersion, archive, status, vehicles, outlets };
}

function parsed<Value>(number: string, json: string): Value {
  try {
    return JSON.parse(json) as Value;
  } catch (cause) {
    throw new RecordDamaged(number, { cause });
  }
}

/** The archive copy, without its file; null where there is none yet. */
export function archiveCopyOf(row: ArchiveRow): ArchiveCopy | null {
  const { archiveSha256, archiveLevel, renewedAt, dueMs, renewals } = row;
  if (archiveSha256 === null || archiveLevel === null || renewedAt === null) return null;
  return {
    sha256: archiveSha256,
    level: archiveLevel,
    renewedAt,
    dueAt: new Date(dueMs).toISOString(),
    renewals,
  };
}

/** How a line of an issued confirmation stands. Throws for the status of any other. */
export function standingOf({ status, at, by, reason, supersededBy }: LineRow): LineStatus {
  switch (status) {
    case 'live':
      return { status };
    case 'withdrawn':
      return { status, at, by, reason };
    case 'superseded':
      return { status, at, by, supersededBy };
    default:
      throw new Error(`a line of an issued confirmation is ${status}`);
  }
}

import type { DumpRecord } from '../../dump/tables.ts';
import type { Connection } from '../sql.ts';
import { asJson, type Row } from './read-values.ts';

export const CONFIRMATIONS_SQL = `
  SELECT number, manufacturer_id AS manufacturerId, maker_code AS makerCode, year, sequence, state, owner, supersedes,
    idempotency_key AS idempotencyKey, request_hash AS requestHash, reserved_by AS reservedBy, reserved_at AS reservedAt,
    lease_until_ms AS leaseUntilMs, content, confirmations.sha256, key_id AS keyId, seal_version AS sealVersion,
    issued_by AS issuedBy, issued_at AS issuedAt, issued_ms AS issuedMs,
    summaries.data AS summary, vehicles, outlets,
    archive.due_ms AS dueMs, archive.renewals, archive.sha256 AS archiveSha256, archive.level, archive.renewed_at AS renewedAt,
    (SELECT json_group_array(json_object('renewals', renewals, 'sha256', sha256, 'level', level, 'renewedAt', renewed_at))
      FROM (SELECT * FROM archive_former WHERE number = confirmations.number ORDER BY renewals)) AS former
  FROM confirmations LEFT JOIN summaries USING (number) LEFT JOIN archive USING (number) ORDER BY number`;

/** Key and lease are those of an open reservation, or none. */
export function confirmationOf(row: Row): unknown {
  const { summary, vehicles, outlets, dueMs, renewals, archiveSha256, level, renewedAt, former, ...record } = row;
  const isOpen = record.state === 'reserved' || record.state === 'intended';
  return {
    ...record,
    idempotencyKey: record.state === 'released' ? null : record.idempotencyKey,
    leaseUntilMs: isOpen ? record.leaseUntilMs : null,
    summary: summary === null ? null : { data: asJson(summary), vehicles, outlets },
    archive:
      dueMs === null ? null : { dueMs, renewals, sha256: archiveSha256, level, renewedAt, former: asJson(former) },
  };
}

type Record = DumpRecord<'confirmations'>;

export function storeConfirmation(db: Pick<Connection, 'run'>, record: Record): void {
  const { number, summary, archive } = record;
  db.run(
    `INSERT INTO confirmations (number, manufacturer_id, maker_code, year, sequence, state, owner, supersedes, idempotency_key,
       request_hash, reserved_by, reserved_at, lease_until_ms, content, sha256, key_id, seal_version, issued_by, issued_at, issued_ms,
       exporter_uscc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[number, record.manufacturerId, record.makerCode, record.year, record.sequence, record.state, record.owner],
    ...[record.supersedes, record.idempotencyKey, record.requestHash, record.reservedBy, record.reservedAt],
    ...[record.leaseUntilMs, record.content, record.sha256, record.keyId, record.sealVersion],
    ...[record.issuedBy, record.issuedAt, record.issuedMs, exporterOf(summary)],
  );
  if (summary !== null)
    db.run(
      'INSERT INTO summaries (number, data, vehicles, outlets) VALUES (?, ?, ?, ?)',
      ...[number, JSON.stringify(summary.data), summary.vehicles, summary.outlets],
    );
  if (archive !== null) storeArchive(db, number, archive);
}

/** What lists are filtered by. */
function exporterOf(summary: Record['summary']): string | null {
  const exporter = summary?.data.exporter as { readonly uscc?: unknown } | undefined;
  return typeof exporter?.uscc === 'string' ? exporter.uscc : null;
}

function storeArchive(
  db: Pick<Connection, 'run'>,
  number: string,
  { former, ...archive }: NonNullable<Record['archive']>,
): void {
  db.run(
    'INSERT INTO archive (number, due_ms, sha256, level, renewed_at, renewals) VALUES (?, ?, ?, ?, ?, ?)',
    ...[number, archive.dueMs, archive.sha256, archive.level, archive.renewedAt, archive.renewals],
  );
  for (const copy of former)
    db.run(
      'INSERT INTO archive_former (number, renewals, sha256, level, renewed_at) VALUES (?, ?, ?, ?, ?)',
      ...[number, copy.renewals, copy.sha256, copy.level, copy.renewedAt],
    );
}

import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What must never be found in a store file, each as a query for its rows. */
const NEVER: Readonly<Record<string, string>> = {
  'a VIN live twice': `SELECT vin FROM lines WHERE status = 'live' GROUP BY vin HAVING count(*) > 1`,
  'a VIN reserved twice': `SELECT vin FROM lines WHERE status = 'reserved' GROUP BY vin HAVING count(*) > 1`,
  'a VIN reserved that is live in a confirmation it does not supersede': `
    SELECT open.vin FROM lines AS open JOIN confirmations AS c ON c.number = open.number
    JOIN lines AS live ON live.vin = open.vin AND live.status = 'live'
    WHERE open.status = 'reserved' AND live.number IS NOT c.supersedes`,
  'a number that the sequence does not explain': `
    SELECT s.maker_code FROM sequences AS s WHERE s.last <>
      (SELECT count(*) FROM confirmations AS c WHERE c.maker_code = s.maker_code AND c.year = s.year)`,
  'a live confirmation without its summary': `
    SELECT number FROM confirmations WHERE state = 'live' AND number NOT IN (SELECT number FROM summaries)`,
  'a summary without a live confirmation': `
    SELECT number FROM summaries WHERE number NOT IN (SELECT number FROM confirmations WHERE state = 'live')`,
  'a line that contradicts its confirmation': `
    SELECT c.number FROM confirmations AS c JOIN lines AS l ON l.number = c.number WHERE CASE c.state
      WHEN 'live' THEN l.status NOT IN ('live', 'withdrawn', 'superseded')
      WHEN 'released' THEN l.status <> 'released' ELSE l.status <> 'reserved' END`,
  'a step that the audit log does not tell': `
    SELECT c.number FROM confirmations AS c WHERE CASE c.state
      WHEN 'live' THEN 1 <> (SELECT count(*) FROM audit_entries AS a WHERE a.subject_kind = 'confirmation'
        AND a.subject_id = c.number AND a.action = 'issue-confirmation' AND a.phase = 'succeeded')
      WHEN 'released' THEN 1 <> (SELECT count(*) FROM audit_entries AS a WHERE a.subject_kind = 'confirmation'
        AND a.subject_id = c.number AND a.action = 'issue-confirmation' AND a.phase = 'failed')
      ELSE 0 END`,
  'a half-replaced confirmation': `
    SELECT old.number FROM lines AS old JOIN confirmations AS c ON c.supersedes = old.number AND c.state = 'live'
    WHERE old.status = 'live'`,
  'a broken reference': 'PRAGMA foreign_key_check',
};

/** Names of files that a record holds, but that are not in `files/` beside the store as they were recorded. */
function lostFiles(file: string, database: DatabaseSync): readonly string[] {
  const folder = path.join(path.dirname(file), 'files');
  return database
    .prepare(
      `SELECT sha256 FROM confirmations WHERE state = 'live' UNION SELECT sha256 FROM archive WHERE sha256 IS NOT NULL
       UNION SELECT sha256 FROM archive_former`,
    )
    .all()
    .map(({ sha256 }) => String(sha256))
    .filter((sha256) => {
      const stored = path.join(folder, sha256.slice(0, 2), sha256.slice(2, 4), `${sha256}.pdf`);
      return !existsSync(stored) || hash('sha256', readFileSync(stored), 'hex') !== sha256;
    });
}

/** Everything wrong with a store file and the files beside it, as words; an empty list is a sound store. */
export function storeProblems(file: string): readonly string[] {
  const database = new DatabaseSync(file);
  try {
    const integrity = database.prepare('PRAGMA integrity_check').all();
    const found = Object.entries(NEVER).filter(([, sql]) => database.prepare(sql).all().length > 0);
    const sound = integrity.length === 1 && integrity[0]?.integrity_check === 'ok';
    return [
      ...(sound ? [] : [JSON.stringify(integrity)]),
      ...found.map(([words]) => words),
      ...lostFiles(file, database).map((name) => `the file ${name} is lost`),
    ];
  } finally {
    database.close();
  }
}

/** How many reservations are open in a store file. */
export function openReservations(file: string): number {
  const database = new DatabaseSync(file);
  try {
    const sql = `SELECT count(*) AS n FROM confirmations WHERE state IN ('reserved', 'intended')`;
    return Number(database.prepare(sql).get()?.n);
  } finally {
    database.close();
  }
}

import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Connection } from './sql.ts';

/**
 * Stores what stands beside the record of a confirmation that goes live at that instant: what lists show and are filtered by,
 * and that its archive copy is to be made as soon as it can be. Inside the caller's transaction, after the record holds its content.
 */
export function accompanyRecord(db: Connection, number: string, at: IsoInstant): void {
  db.run(
    `INSERT INTO summaries (number, data, vehicles, outlets)
     SELECT number, json_remove(content, '$.vehicles', '$.destinations', '$.outlets'),
       json_array_length(content, '$.vehicles'), json_array_length(content, '$.outlets')
     FROM confirmations WHERE number = ?`,
    number,
  );
  db.run(`UPDATE confirmations SET exporter_uscc = content ->> '$.exporter.uscc' WHERE number = ?`, number);
  db.run('INSERT INTO archive (number, due_ms) VALUES (?, ?)', number, Date.parse(at));
}

import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import type { Connection } from './sql.ts';

/**
 * A number that other records name has a row: where it is not known here, one that says that it is spent. Its document may
 * come back. Inside the caller's transaction.
 */
export function ensureNumber(db: Connection, number: string, at: string): void {
  const parts = parseConfirmationNumber(number);
  if (parts === null) throw new StoreConflict('record-not-valid', 'a record names what is no number');
  const { makerCode, year, sequence } = parts;
  const owner = db.one<{ id: string }>('SELECT id FROM manufacturers WHERE code = ?', makerCode);
  db.run(
    `INSERT INTO confirmations (number, manufacturer_id, maker_code, year, sequence, state, owner, request_hash, reserved_by, reserved_at)
     VALUES (?, ?, ?, ?, ?, 'released', 'recovery', '', 'recovery', ?) ON CONFLICT (number) DO NOTHING`,
    number,
    owner?.id ?? '',
    makerCode,
    year,
    sequence,
    at,
  );
  spendUpTo(db, parts);
}

/** Numbers up to this one are never given out from now on. */
export function spendUpTo(
  db: Connection,
  { makerCode, year, sequence }: { readonly makerCode: string; readonly year: number; readonly sequence: number },
): void {
  db.run(
    `INSERT INTO sequences (maker_code, year, last) VALUES (?, ?, ?)
     ON CONFLICT (maker_code, year) DO UPDATE SET last = max(last, excluded.last)`,
    makerCode,
    year,
    sequence,
  );
}

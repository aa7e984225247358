import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { NumberMark } from '../../ports/journal.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';
import type { Db } from './database.ts';

/**
 * A number that other records name has a record: where it is not known here, one that says that it is spent. Its document may
 * come back. Inside the caller's transaction.
 */
export async function ensureNumber(db: Db, number: string, at: string): Promise<void> {
  const parts = parseConfirmationNumber(number);
  if (parts === null) throw new StoreConflict('record-not-valid', 'a record names what is no number');
  await spendUpTo(db, parts);
  const known = await db.confirmations.one('confirmation by number', { _id: number }, { fields: { _id: 1 } });
  if (known !== null) return;
  const { makerCode, year, sequence } = parts;
  const owner = await db.manufacturers.one('manufacturer', { code: makerCode }, { fields: { _id: 1 } });
  const spent = {
    state: 'released',
    owner: 'recovery',
    requestHash: '',
    reservedBy: 'recovery',
    reservedAt: at,
  } as const;
  const record = { _id: number, manufacturerId: owner?._id ?? '', makerCode, year, sequence, supersedes: null };
  await db.confirmations.insert([{ ...record, ...spent }]);
}

/** Numbers up to this one are never given out from now on. */
export async function spendUpTo(db: Db, { makerCode, year, sequence }: NumberMark): Promise<void> {
  await db.counters.set({ _id: counterOf({ makerCode, year }) }, { $max: { last: sequence } });
}

/** The counter of a maker's numbers of one year. */
export function counterOf({ makerCode, year }: Pick<NumberMark, 'makerCode' | 'year'>): string {
  return `${makerCode}/${year}`;
}

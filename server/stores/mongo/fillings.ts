import { INSTALL } from './claim-database.ts';
import type { Database } from './database.ts';
import { MongoUnusable } from './mongo-fault.ts';

/**
 * Whether a database is a registry that may be opened. It is not while it is being filled by a move or a restore, nor once its registry
 * was moved to a data folder: other instances may still name it.
 */

export const FILLING = { _id: 'filling' } as const;

/**
 * @param filling id of the filling that may open what it fills; null for everybody else
 * @throws {MongoUnusable} `store-being-filled`, `store-moved`
 */
export async function refuseFilling({ db }: Database, filling: string | null): Promise<void> {
  const known = await db.fillings.one('filling', FILLING);
  if (known === null || known.state === 'ready' || known.id === filling) return;
  throw new MongoUnusable(known.state === 'moved' || known.state === 'leaving' ? 'store-moved' : 'store-being-filled');
}

/** Its install has opened it: that it was filled once is of no use any more. */
export async function forgetFilling({ db }: Database): Promise<void> {
  await db.fillings.remove({ ...FILLING, state: 'ready' });
}

/** What comes now is more than records: a filling that ends here begins anew. */
export async function markRecovering({ db }: Database, id: string): Promise<void> {
  await db.fillings.change({ ...FILLING, id }, { $set: { state: 'recovering' } });
}

/** It is whole, and the registry of that install from now on. Again, it changes nothing. False where it is another database. */
export async function markReady({ db }: Database, id: string, install: string): Promise<boolean> {
  const holder = await db.versions.one('schema version', INSTALL);
  const isOther =
    holder === null ? (await db.fillings.one('filling', { ...FILLING, id })) === null : holder.install !== install;
  if (isOther) return false;
  await db.fillings.change({ ...FILLING, id }, { $set: { state: 'ready' } });
  await db.versions.put(INSTALL, { $set: { version: 0, install } });
  return true;
}

/** Nobody opens it from now on. */
export async function markLeaving({ db }: Database, id: string): Promise<void> {
  await db.fillings.set(FILLING, { $set: { id, digest: '', state: 'leaving', counts: {} } });
}

export async function markMoved({ db }: Database, id: string): Promise<void> {
  await db.fillings.set(FILLING, { $set: { id, digest: '', state: 'moved', counts: {} } });
}

/** The move was not made: it may be opened again. */
export async function unmarkLeaving({ db }: Database, id: string): Promise<void> {
  await db.fillings.remove({ ...FILLING, id, state: 'leaving' });
}

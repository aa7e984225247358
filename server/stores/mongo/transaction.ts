import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientSession, Connection, mongo } from 'mongoose';
import { endAbandoned } from './abandoned-transactions.ts';
import { hasLabel, isWriteConflict } from './mongo-fault.ts';
import { TIME_LIMIT_MS } from './read-table.ts';

/** All of it sees one moment that no election takes back, and is answered once a majority has it on disk. */
const TRANSACTION = {
  readConcern: { level: 'snapshot' },
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true },
  maxCommitTimeMS: TIME_LIMIT_MS,
} as const satisfies mongo.TransactionOptions;

const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 200;
/** Who stands in the way for so long may be dead, in ms. */
const PATIENCE_MS = 1_000;

/**
 * Does work as one transaction, anew from its beginning where the server says that this may help. The driver's own repetition goes
 * on for two minutes, whatever is asked of it; this one for `TIME_LIMIT_MS`.
 */
export async function inTransaction<Value>(
  connection: Connection,
  work: (session: ClientSession) => Promise<Value>,
): Promise<Value> {
  const session = await connection.startSession();
  const until = performance.now() + TIME_LIMIT_MS;
  let lookAgain = until - TIME_LIMIT_MS + PATIENCE_MS;
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt(session, work, until);
      } catch (error) {
        if (!hasLabel(error, 'TransientTransactionError') || performance.now() >= until) throw error;
        if (isWriteConflict(error) && performance.now() > lookAgain) {
          await endAbandoned(connection).catch(() => undefined);
          lookAgain = performance.now() + PATIENCE_MS;
        }
      }
      await sleep(pauseAfter(tries));
    }
  } finally {
    await session.endSession();
  }
}

async function attempt<Value>(
  session: ClientSession,
  work: (session: ClientSession) => Promise<Value>,
  until: number,
): Promise<Value> {
  session.startTransaction(TRANSACTION);
  try {
    const value = await work(session);
    await commit(session, until);
    return value;
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction();
    throw error;
  }
}

/** A commit that nobody confirmed is asked for again: the server does it once at most. */
async function commit(session: ClientSession, until: number): Promise<void> {
  for (;;) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      if (!hasLabel(error, 'UnknownTransactionCommitResult') || performance.now() >= until) throw error;
    }
  }
}

/** By chance, so that two that stood in each other's way do not meet again. */
function pauseAfter(tries: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
}

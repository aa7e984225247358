import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientSession, type Connection, mongo } from 'mongoose';
import { endAbandoned } from './abandoned-transactions.ts';
import { hasLabel, isWriteConflict, MongoUnusable } from './mongo-fault.ts';
import { TIME_LIMIT_MS } from './read-table.ts';
import type { LetNext } from './turns.ts';

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
/** A commit that takes longer waits for a member that is slow, or silent: after an election for seconds (docs/scale.md). In ms. */
const CONFIRMED_MS = 100;

type TransactionOptions = { readonly limitMs?: number; readonly letNext?: LetNext };

/**
 * Does work as one transaction, anew from its beginning where the server says that this may help. The driver's own repetition goes
 * on for two minutes, whatever is asked of it; this one for `limitMs`.
 * @param letNext called where the commit was asked for and is not confirmed at once: the primary has done it, and others who build on
 * it are confirmed after it or not at all
 * @throws {MongoUnusable} with an unknown outcome where no answer to the commit was to be had
 */
export async function inTransaction<Value>(
  connection: Connection,
  work: (session: ClientSession) => Promise<Value>,
  { limitMs = TIME_LIMIT_MS, letNext = () => undefined }: TransactionOptions = {},
): Promise<Value> {
  const session = await connection.startSession();
  const until = performance.now() + limitMs;
  let lookAgain = performance.now() + PATIENCE_MS;
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt(session, work, { until, letNext });
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
  { until, letNext }: { readonly until: number; readonly letNext: LetNext },
): Promise<Value> {
  session.startTransaction(TRANSACTION);
  try {
    const value = await work(session);
    await withinPatience(() => commit(session, until), letNext);
    return value;
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction();
    throw error;
  }
}

/** Calls `letNext` where the work takes longer than a set whose members all answer. */
async function withinPatience(work: () => Promise<void>, letNext: LetNext): Promise<void> {
  const waiting = setTimeout(letNext, CONFIRMED_MS);
  try {
    await work();
  } finally {
    clearTimeout(waiting);
  }
}

/**
 * A commit that nobody confirmed is asked for again: the server does it once at most. Once a connection was lost only its own word
 * that there is no such transaction says that it was not done. Where the driver finds no server for its second try, it does not
 * label what it throws.
 */
async function commit(session: ClientSession, until: number): Promise<void> {
  for (let isDoubtful = false; ; ) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      isDoubtful ||= hasLabel(error, 'UnknownTransactionCommitResult') || !(error instanceof mongo.MongoServerError);
      if (!isDoubtful || hasLabel(error, 'TransientTransactionError')) throw error;
      if (performance.now() >= until) throw new MongoUnusable('store-unreachable', messageOf(error), error, 'unknown');
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** By chance, so that two that stood in each other's way do not meet again. */
function pauseAfter(tries: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
}

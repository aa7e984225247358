import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Install } from '../../server/compose/open-install.ts';
import { keepFiles } from '../../server/schedule/keep-files.ts';

type Moved = Awaited<ReturnType<Install['moveDocuments']>>;
const NOTHING: Moved = { moved: 0, damaged: [], compaction: { kind: 'unchanged', freeBytes: 0 } };

/** An install that notes what it was asked, and a log. */
function recorder(moves: readonly (() => Promise<Moved>)[] = []) {
  const calls: (string | null)[] = [];
  const told: string[] = [];
  let rounds = 0;
  const left = [...moves];
  return {
    calls,
    told,
    install: {
      moveDocuments: async () => {
        calls.push('move');
        return (left.shift() ?? (async () => NOTHING))();
      },
      sweepFiles: async (after: string | null) => {
        calls.push(after);
        rounds += 1;
        return { examined: 2, removed: rounds === 1 ? 1 : 0, next: rounds % 2 === 1 ? 'ab' : null };
      },
    },
    log: {
      info: (_: object, words = '') => void told.push(words),
      error: (_: object, words = '') => void told.push(words),
    },
  };
}

const ROUNDS = { first: 1, every: 5 };
const until = async (test: () => boolean) => {
  for (let waited = 0; !test() && waited < 1_000; waited += 1) await setTimeout(5);
  expect(test()).toBe(true);
};

test('moves once, then sweeps slice by slice, over and over', async () => {
  const { install, log, calls, told } = recorder([async () => ({ ...NOTHING, moved: 3 })]);
  const stop = keepFiles(install, ROUNDS, log);
  await until(() => calls.length >= 5);
  stop();
  expect(calls.slice(0, 5)).toEqual(['move', null, 'ab', null, 'ab']);
  expect(told).toEqual(['PDFs moved out of the database', 'files that no record names removed']);
});

test('a move that failed is tried again in the next round, and damage is told', async () => {
  const damaged = [{ kind: 'original', number: 'ASC-1' }] as const;
  const fails = async () => {
    throw new Error('no space left');
  };
  const { install, log, calls, told } = recorder([fails, async () => ({ ...NOTHING, damaged })]);
  const stop = keepFiles(install, ROUNDS, log);
  await until(() => calls.length >= 3);
  stop();
  expect(calls.slice(0, 3)).toEqual(['move', 'move', null]);
  expect(told.slice(0, 2)).toEqual([
    'stored files could not be kept in order: the next round goes on',
    'PDFs in the database are not those that were recorded',
  ]);
});

test('one round at a time; when it is stopped, the move is told and nothing follows', async () => {
  const move = Promise.withResolvers<Moved>();
  const { install, log, calls } = recorder([() => move.promise]);
  let signal: AbortSignal | undefined;
  const noting = {
    ...install,
    moveDocuments: (options: { readonly signal?: AbortSignal } = {}) => {
      signal = options.signal;
      return install.moveDocuments();
    },
  };
  const stop = keepFiles(noting, ROUNDS, log);
  await until(() => calls.length === 1);
  await setTimeout(30);
  expect(calls).toEqual(['move']);
  stop();
  expect(signal?.aborted).toBe(true);
  move.resolve(NOTHING);
  await setTimeout(30);
  expect(calls).toEqual(['move']);
});

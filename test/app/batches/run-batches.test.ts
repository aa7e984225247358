/** Whose turn it is, what is tried again and when, and who goes on where an instance died: over a real store, with clocks of the tests. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ProblemCode, type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import {
  batchKey,
  batchRecord,
  batchRowRecord,
  findBatch,
  readBatch,
  readRow,
  rowsOf,
  type StoredRow,
} from '../../../server/app/batches/batch-records.ts';
import { hashOfContents } from '../../../server/app/batches/hash-of-contents.ts';
import { createBatchRunner, type RunDependencies, type RunNews } from '../../../server/app/batches/run-batches.ts';
import type { Issued } from '../../../server/app/confirmations/issue-confirmation.ts';
import { replayBatches } from '../../../server/app/recovery/replay-batches.ts';
import { faultProblem } from '../../../server/http/middleware/fault-problem.ts';
import { actorRef, SERVICE } from '../../../server/model/access/actor.ts';
import type { BatchState } from '../../../server/model/batches/batch.ts';
import type { SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { type SqliteFixture, sqliteFixture } from '../../stores/sqlite/sqlite-fixture.ts';
import { personOf, seededRows } from '../../support/batches.ts';

const AT = '2026-07-01T06:00:00.000Z';
let fixture: SqliteFixture;
let store: SqliteStore;
/** By which all runners of a test go. */
let now: number;
/** What was asked to be issued, as `batch:index`, in order. */
let asked: string[];
let news: RunNews[];
beforeEach(async () => {
  fixture = await sqliteFixture();
  store = await fixture.open();
  [now, asked, news] = [1_000_000, [], []];
});
afterEach(() => fixture.dispose());

const HASH = 'a'.repeat(64);
const contentHash = (index: number) => index.toString(16).padStart(64, '0');

async function approved(id: string, count: number, manufacturerId = 'test-maker'): Promise<void> {
  const [wish] = seededRows(1, 1);
  if (wish === undefined) throw new Error('no row');
  const rows = Array.from(
    { length: count },
    (_, index): StoredRow => ({
      ...{ batchId: id, index, state: 'waiting', wish, origin: null, contentHash: contentHash(index), warnings: [] },
      ...{ number: null, problem: null, proposedAt: AT },
    }),
  );
  const contents = hashOfContents(rows);
  const by = personOf('sealer', 'sealer', manufacturerId);
  const batch = {
    ...({ id, manufacturerId, state: 'approved', rows: count, vehicles: count, contents, proposedAt: AT } as const),
    proposedBy: actorRef(personOf('clerk', 'clerk')),
    ...{
      approval: { by, at: AT, contents },
      rejection: null,
      pause: null,
      endedAt: null,
      lease: null,
      sent: null,
      requests: [],
      behind: false,
    },
  };
  const put = [batchRecord(batch), ...rows.map(batchRowRecord)];
  await store.collections.change([], () => ({ put, remove: [], entries: [], answer: null }));
}

type Answer = ProblemCode | 'issued' | Error;

function runnerOf(
  holder: string,
  answer: (key: string) => Answer | Promise<Answer>,
  changes: Partial<RunDependencies> = {},
) {
  return createBatchRunner({
    ...{ collections: store.collections, auditLog: store.auditLog, clock: { now: () => AT }, holder, faultProblem },
    registry: { find: async () => null },
    holders: { taken: async () => [] },
    isStillSealer: async () => true,
    monotonic: () => now,
    most: () => 1,
    tell: (one) => void news.push(one),
    issue: async (input): Promise<Result<Issued>> => {
      const { idempotencyKey } = input as { readonly idempotencyKey: string };
      const key = idempotencyKey.slice('batch:'.length);
      asked.push(key);
      const outcome = await answer(key);
      if (outcome instanceof Error) throw outcome;
      if (outcome !== 'issued') return refuse(outcome);
      return succeed({ confirmation: { number: `N-${key}` }, repeated: false, warnings: [] } as unknown as Issued);
    },
    ...changes,
  });
}

async function statesOf(id: string): Promise<readonly string[]> {
  const records = await store.collections.list('batch-rows', { tags: [rowsOf(id)], after: null, limit: 100 });
  return records.map((record) => readRow(record).state);
}
const stateOf = async (id: string) => (await findBatch(store.collections, id))?.state;
async function lookAndWait(runner: ReturnType<typeof runnerOf>): Promise<void> {
  await runner.look();
  await runner.idle();
}

describe('turns', () => {
  test('go round the manufacturers, and round the batches of each', async () => {
    await approved('a1', 4, 'maker-a');
    await approved('a2', 2, 'maker-a');
    await approved('b1', 2, 'maker-b');
    let isOpen = false;
    const runner = runnerOf('one', () => 'issued', { most: () => (isOpen ? 1 : 0) });
    for (let looks = 0; looks < 3; looks += 1) await runner.look();
    isOpen = true;
    await lookAndWait(runner);
    const makers = asked.slice(0, 4).map((key) => key[0]);
    expect([...makers].sort()).toEqual(['a', 'a', 'b', 'b']);
    expect(makers[0]).not.toBe(makers[1]);
    expect(asked).toHaveLength(8);
    const ofA = asked.filter((key) => key.startsWith('a')).map((key) => key.slice(0, 2));
    expect(new Set(ofA.slice(0, 2))).toEqual(new Set(['a1', 'a2']));
    expect(await stateOf('a1')).toBe('finished');
  });

  test('no more rows are under way than may be', async () => {
    await approved('b', 9);
    let underWay = 0;
    let most = 0;
    const runner = runnerOf(
      'one',
      async (): Promise<Answer> => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return 'issued';
      },
      { most: () => 3 },
    );
    await lookAndWait(runner);
    expect([most, asked.length]).toEqual([3, 9]);
  });
});

describe('refusals', () => {
  test('of one row are its own outcome; the others are issued', async () => {
    await approved('b', 3);
    await lookAndWait(runnerOf('one', (key) => (key === 'b:1' ? 'document-not-faithful' : 'issued')));
    expect(await statesOf('b')).toEqual(['issued', 'failed', 'issued']);
    expect(await stateOf('b')).toBe('finished');
  });

  test('that would befall every row pause the batch at once, and say why', async () => {
    await approved('b', 3);
    await lookAndWait(runnerOf('one', () => 'no-signing-key'));
    expect(asked).toEqual(['b:0']);
    expect(await findBatch(store.collections, 'b')).toMatchObject({
      state: 'paused',
      pause: { code: 'no-signing-key' },
      lease: null,
    });
    expect(await statesOf('b')).toEqual(['waiting', 'waiting', 'waiting']);
  });

  test('that pass are tried again after pauses that grow, then the batch is paused', async () => {
    await approved('b', 2);
    const runner = runnerOf('one', () => 'time-stamp-unavailable');
    const at: number[] = [];
    const start = now;
    for (; (await stateOf('b')) === 'approved' && now < start + 300_000; now += 500) {
      const before = asked.length;
      await lookAndWait(runner);
      if (asked.length > before) at.push((now - start) / 1_000);
    }
    expect(at).toEqual([0, 1, 3, 7, 15, 31, 61]);
    expect(new Set(asked)).toEqual(new Set(['b:0']));
    expect(news.at(-1)).toEqual({ kind: 'paused', batch: 'b', code: 'time-stamp-unavailable' });
  });

  test('that passed are forgotten with the next success', async () => {
    await approved('b', 2);
    let failures = 5;
    const runner = runnerOf('one', () => {
      failures -= 1;
      return failures >= 0 ? 'store-busy' : 'issued';
    });
    for (let looks = 0; looks < 8; looks += 1, now += 40_000) await lookAndWait(runner);
    expect(await statesOf('b')).toEqual(['issued', 'issued']);
  });

  test('a fault that nobody foresaw befalls its row three times, and then that row alone', async () => {
    await approved('b', 3);
    await lookAndWait(runnerOf('one', (key) => (key === 'b:0' ? new TypeError('x') : 'issued')));
    expect(asked).toEqual(['b:0', 'b:1', 'b:2', 'b:0', 'b:0']);
    expect(await statesOf('b')).toEqual(['failed', 'issued', 'issued']);
  });

  test('a row that somebody else is issuing comes last', async () => {
    await approved('b', 3);
    let isHeld = true;
    const runner = runnerOf('one', (key) => (key === 'b:0' && isHeld ? 'being-issued' : 'issued'));
    for (let looks = 0; looks < 2; looks += 1, now += 1_000) await lookAndWait(runner);
    expect(await statesOf('b')).toEqual(['waiting', 'issued', 'issued']);
    isHeld = false;
    await lookAndWait(runner);
    expect(await statesOf('b')).toEqual(['issued', 'issued', 'issued']);
  });
});

describe('instances', () => {
  test('what one holds another takes when nothing was heard of it for its lease, by its own clock', async () => {
    await approved('b', 2);
    const died = runnerOf('died', () => 'issued', { most: () => 0 });
    await died.look();
    const other = runnerOf('other', () => 'issued');
    for (let seconds = 0; seconds < 30; seconds += 10, now += 10_000) {
      await lookAndWait(other);
      expect(asked).toEqual([]);
    }
    await lookAndWait(other);
    expect(asked).toEqual(['b:0', 'b:1']);
  });

  test('one that lives keeps what it holds, and gives it back when it stops', async () => {
    await approved('b', 1);
    const holder = runnerOf('holder', () => 'issued', { most: () => 0 });
    const other = runnerOf('other', () => 'issued');
    for (let seconds = 0; seconds < 120; seconds += 10, now += 10_000) {
      await holder.look();
      await lookAndWait(other);
    }
    expect(asked).toEqual([]);
    await holder.stop();
    await lookAndWait(other);
    expect(asked).toEqual(['b:0']);
    await holder.look();
    expect(asked).toEqual(['b:0']);
  });

  test('one that lost its lease begins nothing more', async () => {
    await approved('b', 2);
    const slow = runnerOf('slow', () => 'issued', { most: () => 0 });
    await slow.look();
    const other = runnerOf('other', () => 'being-issued');
    await other.look();
    now += 31_000;
    await lookAndWait(other);
    await slow.look();
    expect(news).toContainEqual({ kind: 'lost', batch: 'b' });
  });
});

describe('a store that is away', () => {
  let isAway: boolean;
  beforeEach(() => {
    isAway = false;
  });
  const orAway = <Value>(work: () => Promise<Value>): Promise<Value> =>
    isAway ? Promise.reject(Object.assign(new Error('away'), { code: 'store-busy' })) : work();
  const leaving = (): RunDependencies['collections'] => ({
    find: (...asked) => orAway(() => store.collections.find(...asked)),
    findUnique: (...asked) => orAway(() => store.collections.findUnique(...asked)),
    list: (...asked) => orAway(() => store.collections.list(...asked)),
    count: (...asked) => orAway(() => store.collections.count(...asked)),
    change: (...asked) => orAway(() => store.collections.change(...asked)),
  });

  test('as a batch is finished: it is finished once the store is back', async () => {
    await approved('b', 1);
    const collections = {
      ...leaving(),
      count: async () => {
        isAway = true;
        throw new Error('away');
      },
    };
    const runner = runnerOf('one', () => 'issued', { collections });
    await lookAndWait(runner);
    expect(news.map(({ kind }) => kind)).toEqual(['taken', 'fault']);
    isAway = false;
    collections.count = leaving().count as typeof collections.count;
    await lookAndWait(runner);
    expect(await stateOf('b')).toBe('finished');
  });

  test('for minutes: rows are tried again after pauses, and go on when it is back', async () => {
    await approved('b', 40);
    let isFirst = true;
    const runner = runnerOf(
      'one',
      () => {
        isAway ||= isFirst;
        isFirst = false;
        return 'issued';
      },
      { collections: leaving(), auditLog: { append: (entry) => orAway(() => store.auditLog.append(entry)) } },
    );
    const away = now + 180_000;
    for (; now < away; now += 1_000) await lookAndWait(runner).catch(() => undefined);
    // Nothing is begun while the store says nothing.
    expect([asked.length, news.filter(({ kind }) => kind === 'fault').length]).toEqual([1, 1]);
    isAway = false;
    for (let looks = 0; looks < 3; looks += 1, now += 31_000) await lookAndWait(runner);
    expect(await stateOf('b')).toBe('finished');
    expect(new Set(await statesOf('b'))).toEqual(new Set(['issued']));
  });

  test('as a batch is to be paused: no row is begun meanwhile, and it is paused later', async () => {
    await approved('b', 40);
    const runner = runnerOf(
      'one',
      () => {
        isAway = true;
        return 'no-signing-key';
      },
      { auditLog: { append: (entry) => orAway(() => store.auditLog.append(entry)) } },
    );
    await lookAndWait(runner);
    await lookAndWait(runner);
    expect(asked).toEqual(['b:0']);
    for (let looks = 0; looks < 3; looks += 1, now += 31_000) {
      isAway = false;
      await lookAndWait(runner);
    }
    expect(asked.length).toBeLessThan(4);
    isAway = false;
    await lookAndWait(runnerOf('one', () => 'no-signing-key'));
    expect((await findBatch(store.collections, 'b'))?.pause?.code).toBe('no-signing-key');
  });
});

describe('what is told', () => {
  test('of a batch that was paused with its last row under way: nothing until it is resumed, and that it finished', async () => {
    await approved('b', 1);
    const change = (state: BatchState) =>
      store.collections.change([batchKey('b')], ([record]) => {
        const put = record == null ? [] : [batchRecord({ ...readBatch(record), state })];
        return { put, remove: [], entries: [], answer: null };
      });
    const runner = runnerOf('one', async (): Promise<Answer> => {
      await change('paused');
      return 'issued';
    });
    await lookAndWait(runner);
    expect([await stateOf('b'), news.map(({ kind }) => kind)]).toEqual(['paused', ['taken']]);
    await change('approved');
    await lookAndWait(runner);
    expect([await stateOf('b'), news.map(({ kind }) => kind)]).toEqual(['finished', ['taken', 'taken', 'finished']]);
  });

  test('of requests whose batch cannot be brought up to date, the others are told', async () => {
    await approved('a', 1);
    await approved('b', 1);
    for (const id of ['a', 'b'])
      await store.collections.change([batchKey(id)], ([record]) => {
        const put = record == null ? [] : [batchRecord({ ...readBatch(record), behind: true })];
        return { put, remove: [], entries: [], answer: null };
      });
    const collections: RunDependencies['collections'] = {
      ...store.collections,
      change: (keys, decide) =>
        keys.some(({ id }) => id === 'b') ? Promise.reject(new Error('x')) : store.collections.change(keys, decide),
    };
    await expect(runnerOf('one', () => 'issued', { collections, most: () => 0 }).look()).rejects.toThrow('x');
    expect((await findBatch(store.collections, 'a'))?.behind).toBe(false);
  });
});

test('a batch that does not hold what was approved is paused and seals nothing', async () => {
  await approved('b', 2);
  const record = await store.collections.find('batch-rows', 'b:1');
  if (record === null) throw new Error('no row');
  const changed = batchRowRecord({ ...readRow(record), contentHash: HASH });
  const key = { collection: 'batch-rows', id: 'b:1' } as const;
  await store.collections.change([key], () => ({ put: [changed], remove: [], entries: [], answer: null }));
  await lookAndWait(runnerOf('one', () => 'issued'));
  expect(asked).toEqual([]);
  expect((await findBatch(store.collections, 'b'))?.pause?.code).toBe('batch-changed');
});

test('after a restore what was cancelled or rejected since is over again, and the others wait for a person', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await approved(id, 1);
  for (const id of ['c', 'd'])
    await store.collections.change([{ collection: 'batches', id }], ([record]) => {
      if (record === null || record === undefined) throw new Error('no batch');
      const put = [batchRecord({ ...readBatch(record), state: 'proposed', approval: null })];
      return { put, remove: [], entries: [], answer: null };
    });
  const entry = {
    ...{ stream: 'manufacturer:test-maker', position: 1, previous: '', hash: '', at: AT, actor: actorRef(SERVICE) },
    ...{ action: 'control-batch', subject: { kind: 'batch', id: 'a' }, detail: { step: 'cancel' } },
    phase: 'succeeded' as const,
  };
  const rejection = {
    ...entry,
    ...{ action: 'approve-batch', subject: { kind: 'batch', id: 'c' }, detail: { step: 'reject' } },
  };
  await replayBatches(store.collections, [entry, rejection], AT);
  expect([await stateOf('a'), await stateOf('b')]).toEqual(['cancelled', 'paused']);
  expect([await stateOf('c'), await stateOf('d')]).toEqual(['cancelled', 'proposed']);
  expect((await findBatch(store.collections, 'b'))?.pause?.code).toBe('registry-restored');
  await lookAndWait(runnerOf('one', () => 'issued'));
  expect(asked).toEqual([]);
});

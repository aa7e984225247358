import { beforeEach, expect, test } from '@jest/globals';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { type Act, perform, performAllInStore, performInStore } from '../../../server/app/access/act.ts';
import { listAudit } from '../../../server/app/access/read-audit-log.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { linkEntry } from '../../../server/model/access/audit-chain.ts';
import type { AuditEntry, RecordedEntry } from '../../../server/model/access/audit-entry.ts';
import { AT, sampleEntry } from '../../contract/store-samples.ts';

let events: (string | AuditEntry)[];
beforeEach(() => {
  events = [];
});
const deps = { clock: { now: () => AT }, auditLog: { append: async (entry: AuditEntry) => void events.push(entry) } };
const act: Act = {
  stream: 'manufacturer:maker-1',
  actor: operatorActor('zhang'),
  action: 'suspend-key',
  subject: { kind: 'key', id: 'key-1' },
};
const told = () =>
  events.map((event) => (typeof event === 'string' ? event : `${event.phase} ${event.detail.code ?? ''}`));
const done = async () => {
  events.push('done');
  return succeed('value');
};

test('an act is told before and after', async () => {
  expect(await perform(deps, act, done)).toEqual(succeed('value'));
  expect(told()).toEqual(['intended ', 'done', 'succeeded ']);
});

test('what stores its own entry is not told twice', async () => {
  await performInStore(deps, act, done);
  expect(told()).toEqual(['intended ', 'done']);
});

test('several acts that are one change are all told before it', async () => {
  await performAllInStore(deps, [act, act], done);
  expect(told()).toEqual(['intended ', 'intended ', 'done']);
});

test('a refusal is told by its code', async () => {
  const refusal = refuse('key-state-wrong', { key: 'secret' });
  for (const way of [perform, performInStore]) {
    events = [];
    expect(await way(deps, act, async () => refusal)).toEqual(refusal);
    expect(told()).toEqual(['intended ', 'failed key-state-wrong']);
  }
});

test.each([
  ['foreseen', Object.assign(new Error('/home/secret/key.pem is gone'), { code: 'ENOENT' }), 'ENOENT'],
  ['with words for a code', Object.assign(new Error(), { code: 'my passphrase is 1234' }), 'internal-error'],
  ['that is no error', 'secret', 'internal-error'],
])('a fault %s is thrown on, and its text is never told', async (_what, fault, code) => {
  await expect(perform(deps, act, () => Promise.reject(fault))).rejects.toBe(fault);
  expect(told()).toEqual(['intended ', `failed ${code}`]);
  expect(JSON.stringify(events)).not.toContain('secret');
});

test('what may have been done although the store gave no answer is not told to have failed', async () => {
  const fault = Object.assign(new Error('no answer'), { code: 'store-unreachable', outcome: 'unknown' });
  await expect(performInStore(deps, act, () => Promise.reject(fault))).rejects.toBe(fault);
  expect(told()).toEqual(['intended ']);
});

test('nothing is done that cannot be told first', async () => {
  const full = { ...deps, auditLog: { append: () => Promise.reject(new Error('the disk is full')) } };
  await expect(perform(full, act, done)).rejects.toThrow('the disk is full');
  expect(events).toEqual([]);
});

test('a log that fails after the act hides no fault of the act itself', async () => {
  let isFull = false;
  const filling = {
    ...deps,
    auditLog: { append: () => (isFull ? Promise.reject(new Error('the disk is full')) : Promise.resolve()) },
  };
  const work = async () => {
    isFull = true;
    throw new Error('the token is gone');
  };
  await expect(perform(filling, act, work)).rejects.toThrow('the token is gone');
});

test('the newest entries of all chains come in the order of time, those of one chain in their own', async () => {
  const chain = (stream: AuditEntry['stream'], times: readonly number[]) => {
    const entries: RecordedEntry[] = [];
    for (const second of times)
      entries.push(linkEntry(sampleEntry({ stream, at: `2026-03-01T00:00:0${second}.000Z` }), entries.at(-1) ?? null));
    return entries;
  };
  // The clock of the second one was put back once.
  const chains = [chain('manufacturer:a', [1, 4, 6]), chain('operator', [2, 5, 3, 7])];
  const auditLog = {
    ...deps.auditLog,
    list: async ({ stream, after, limit }: { stream: string; after: number; limit: number }) =>
      chains
        .flat()
        .filter((entry) => entry.stream === stream)
        .slice(after, after + limit),
    about: async (_subject: unknown, limit: number) => chains[0]?.slice(-limit) ?? [],
    heads: async () => ({}),
    chains: async () => chains.map((entries) => ({ stream: entries[0]?.stream ?? '', head: entries.at(-1) ?? null })),
  };
  const listed = async (question: object) => {
    const asked = { stream: null, subject: null, limit: 100, ...question };
    const answer = await listAudit({ ...deps, auditLog }, asked, operatorActor());
    return answer.ok ? answer.value.map(({ at }) => Number(at.slice(17, 19))) : answer.problem.code;
  };
  expect(await listed({})).toEqual([1, 2, 4, 5, 3, 6, 7]);
  expect(await listed({ limit: 3 })).toEqual([3, 6, 7]);
  expect(await listed({ stream: 'operator', limit: 2 })).toEqual([3, 7]);
  expect(await listed({ stream: 'nobody' })).toEqual([]);
  expect(await listed({ subject: { kind: 'key', id: 'key-1' }, limit: 2 })).toEqual([4, 6]);
  expect(await listed({ subject: { kind: 'key', id: 'key-1' }, stream: 'operator' })).toEqual([]);
});

/** Whoever has the store file can write into it. What that leaves behind must show. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type KnownHeads, verifyAudit } from '../../../server/app/access/read-audit-log.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { linkEntry } from '../../../server/model/access/audit-chain.ts';
import { AT, sampleEntry, sampleRequest, sampleVin } from '../../contract/store-samples.ts';
import { startStoreChild } from '../../support/store-children.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

const STREAM = 'manufacturer:maker-1';
let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
  const store = await fixture.open();
  for (let count = 1; count <= 5; count += 1)
    await store.auditLog.append(sampleEntry({ detail: { count: String(count) } }));
  await store.auditLog.append(sampleEntry({ stream: 'operator' }));
  store.close();
});
afterEach(() => fixture.dispose());

const WITHOUT_GUARDS = `DROP TRIGGER audit_entries_never_change; DROP TRIGGER audit_entries_never_shrink;
  DROP TRIGGER audit_entries_follow;`;

function tamper(sql: string): void {
  const database = new DatabaseSync(fixture.file);
  database.exec(`${WITHOUT_GUARDS} ${sql}`);
  database.close();
}

async function broken(known: KnownHeads = []) {
  const { auditLog } = await fixture.open();
  const verified = await verifyAudit({ auditLog, clock: { now: () => AT } }, operatorActor(), known);
  if (!verified.ok) throw new Error(verified.problem.code);
  return verified.value.flatMap(({ stream, broken }) => (broken === null ? [] : [{ stream, ...broken }]));
}

const AT_THIRD = `WHERE stream = '${STREAM}' AND position = 3`;

test('a log that nobody touched holds', async () => expect(await broken()).toEqual([]));

test.each<[string, string]>([
  ['at', `at = '2020-01-01T00:00:00.000Z'`],
  ['actor_kind', `actor_kind = 'service'`],
  ['actor_id', `actor_id = 'li'`],
  ['actor_name', `actor_name = 'li'`],
  ['action', `action = 'retire-seal'`],
  ['phase', `phase = 'failed'`],
  ['subject_kind', `subject_kind = 'seal'`],
  ['subject_id', `subject_id = 'key-2'`],
  ['detail', `detail = '{"count":"9"}'`],
  ['detail that is no JSON', `detail = '{"count":'`],
  ['detail that is no object', `detail = 'null'`],
  ['detail that holds more than texts', `detail = '{"count":3}'`],
  ['detail that is no Unicode text', `detail = '{"count":"\\ud800"}'`],
  ['previous', `previous = '${'0'.repeat(64)}'`],
  ['hash', `hash = '${'0'.repeat(64)}'`],
])('an entry whose %s was edited', async (_what, change) => {
  tamper(`UPDATE audit_entries SET ${change} ${AT_THIRD}`);
  expect(await broken()).toEqual([{ stream: STREAM, position: 3, problem: 'entry-altered' }]);
});

test('an entry that was edited and hashed anew breaks the next one', async () => {
  const store = await fixture.open();
  const [, second] = await store.auditLog.list({ stream: STREAM, after: 0, limit: 2 });
  store.close();
  const forged = linkEntry(sampleEntry({ detail: { count: 'forged' } }), second ?? null);
  tamper(`UPDATE audit_entries SET detail = '{"count":"forged"}', hash = '${forged.hash}' ${AT_THIRD}`);
  expect(await broken()).toEqual([{ stream: STREAM, position: 4, problem: 'link-broken' }]);
});

test.each([
  ['from the middle', 3, 3],
  ['from the beginning', 1, 1],
  ['from the end', 5, 5],
])('an entry that was removed %s', async (_what, removed, position) => {
  tamper(`DELETE FROM audit_entries WHERE stream = '${STREAM}' AND position = ${removed}`);
  expect(await broken()).toEqual([{ stream: STREAM, position, problem: 'entry-missing' }]);
});

test('a removed entry whose followers moved up', async () => {
  tamper(`DELETE FROM audit_entries ${AT_THIRD};
    UPDATE audit_entries SET position = 3 WHERE stream = '${STREAM}' AND position = 4;
    UPDATE audit_entries SET position = 4 WHERE stream = '${STREAM}' AND position = 5;`);
  expect(await broken()).toEqual([{ stream: STREAM, position: 3, problem: 'entry-altered' }]);
});

test('two entries that changed places', async () => {
  const move = (from: number, to: number) =>
    `UPDATE audit_entries SET position = ${to} WHERE stream = '${STREAM}' AND position = ${from};`;
  tamper(`${move(2, 99)} ${move(3, 2)} ${move(99, 3)}`);
  expect(await broken()).toEqual([{ stream: STREAM, position: 2, problem: 'entry-altered' }]);
});

test('an entry of another chain', async () => {
  tamper(`DELETE FROM audit_entries WHERE stream = 'operator';
    UPDATE audit_entries SET stream = 'operator' WHERE stream = '${STREAM}' AND position = 1;`);
  expect(await broken()).toEqual([
    { stream: STREAM, position: 1, problem: 'entry-missing' },
    { stream: 'operator', position: 1, problem: 'entry-altered' },
  ]);
});

test('a last entry that was replaced whole, or a whole chain, or its known end', async () => {
  const store = await fixture.open();
  const [last] = await store.auditLog.list({ stream: 'operator', after: 0, limit: 1 });
  store.close();
  if (last === undefined) throw new Error('no entry');
  const forged = linkEntry({ ...last, detail: {} }, null);
  tamper(`UPDATE audit_entries SET detail = '{}', hash = '${forged.hash}' WHERE stream = 'operator';
    DELETE FROM audit_heads WHERE stream = '${STREAM}'`);
  expect(await broken()).toEqual([
    { stream: STREAM, position: 6, problem: 'end-missing' },
    { stream: 'operator', position: 1, problem: 'end-differs' },
  ]);
});

test('a chain that was removed with all its entries', async () => {
  tamper(`DELETE FROM audit_entries WHERE stream = 'operator'`);
  expect(await broken()).toEqual([{ stream: 'operator', position: 1, problem: 'entry-missing' }]);
});

describe('heads that were kept elsewhere', () => {
  const headsNow = async (): Promise<KnownHeads> => {
    const store = await fixture.open();
    const chains = await store.auditLog.chains();
    store.close();
    return chains.flatMap(({ stream, head }) => (head === null ? [] : [{ stream, head }]));
  };
  const cutTo = (position: number) => `DELETE FROM audit_entries WHERE stream = '${STREAM}' AND position > ${position};
    UPDATE audit_heads SET position = ${position}, hash = (SELECT hash FROM audit_entries WHERE stream = '${STREAM}'
      AND position = ${position}) WHERE stream = '${STREAM}';`;

  test('hold while entries are added', async () => {
    const known = await headsNow();
    const store = await fixture.open();
    await store.auditLog.append(sampleEntry());
    expect(await broken([...known, ...(await headsNow())])).toEqual([]);
  });

  test('show an end that was cut off together with what the log knew of it', async () => {
    const known = await headsNow();
    tamper(cutTo(3));
    expect(await broken()).toEqual([]);
    expect(await broken(known)).toEqual([{ stream: STREAM, position: 4, problem: 'entry-missing' }]);
  });

  test('show a chain that was written anew from some position on', async () => {
    const known = await headsNow();
    tamper(cutTo(3));
    const store = await fixture.open();
    for (let count = 4; count <= 7; count += 1)
      await store.auditLog.append(sampleEntry({ detail: { count: 'other' } }));
    expect(await broken()).toEqual([]);
    expect(await broken(known)).toEqual([{ stream: STREAM, position: 5, problem: 'end-differs' }]);
  });

  test('show a chain that is gone', async () => {
    const known = await headsNow();
    tamper(`DELETE FROM audit_entries WHERE stream = 'operator'; DELETE FROM audit_heads WHERE stream = 'operator'`);
    expect(await broken()).toEqual([]);
    expect(await broken(known)).toEqual([{ stream: 'operator', position: 1, problem: 'entry-missing' }]);
  });
});

test('the store itself refuses a second entry in one place, and one that leaves a gap', () => {
  const database = new DatabaseSync(fixture.file);
  const copy = (position: string) =>
    `INSERT INTO audit_entries SELECT stream, ${position}, previous, hash, at, actor_kind, actor_id, actor_name, action,
       phase, subject_kind, subject_id, detail FROM audit_entries ${AT_THIRD}`;
  for (const position of ['3', '7', '0', '-1'])
    expect(() => database.exec(copy(position))).toThrow('follows the last one');
  database.exec('DROP TRIGGER audit_entries_follow');
  expect(() => database.exec(copy('3'))).toThrow('UNIQUE');
  database.close();
});

test('two processes write at once: one chain, nothing lost', async () => {
  const children = await Promise.all(['1', '2'].map((seed) => startStoreChild('audit', fixture.file, seed)));
  for (const child of children) child.start();
  const ended = await Promise.all(children.map((child) => child.ended));
  expect(ended.map(({ code, errors }) => [code, errors])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  const store = await fixture.open();
  const entries = await store.auditLog.list({ stream: STREAM, after: 5, limit: 1000 });
  expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, index) => index + 6));
  expect(new Set(entries.map(({ actor, detail }) => `${actor.id} ${detail.round}`)).size).toBe(200);
  expect(await broken()).toEqual([]);
});

test('an act whose transaction fails leaves no entry', async () => {
  const store = await fixture.open();
  await store.reservations.reserve(sampleRequest({ vins: [sampleVin(1)] }));
  await expect(store.reservations.reserve(sampleRequest({ vins: [sampleVin(2), sampleVin(2)] }))).rejects.toThrow();
  expect(await store.auditLog.list({ stream: STREAM, after: 5, limit: 9 })).toHaveLength(1);
  expect(await broken()).toEqual([]);
});

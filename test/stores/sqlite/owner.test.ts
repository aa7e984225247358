import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { becomeOwner } from '../../../server/stores/sqlite/owner.ts';
import { finish, LATER, numberOf, sampleRequest, sampleVins } from '../../contract/store-samples.ts';
import { openReservations } from '../../support/store-health.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
});
afterEach(() => fixture.dispose());

test('owners of one process see each other alive, however often they look', () => {
  const [one, two] = [becomeOwner(fixture.folder, 'one'), becomeOwner(fixture.folder, 'two')];
  for (let look = 0; look < 3; look += 1) expect([one.isDead('two'), two.isDead('one')]).toEqual([false, false]);
  two.close();
  expect(one.isDead('two')).toBe(true);
  one.close();
  expect(readdirSync(fixture.folder)).toEqual([]);
});

test('an owner is alive to itself, dead without a lock file, and alive where the lock file cannot be judged', () => {
  const owner = becomeOwner(fixture.folder, 'one');
  writeFileSync(join(fixture.folder, 'odd.lock'), 'not a lock file, and not a database of any kind '.repeat(50));
  expect(['one', 'nobody', 'odd'].map(owner.isDead)).toEqual([false, true, false]);
  owner.close();
});

test.each(['', '../x', 'a/b', 'a.b', 'x'.repeat(65), 'ü'])('refuses the id %p', (id) => {
  expect(() => becomeOwner(fixture.folder, id)).toThrow(RangeError);
});

test('two paths to one file are one store', async () => {
  const first = await fixture.open();
  const number = numberOf(await first.reservations.reserve(sampleRequest()));
  const link = join(fixture.folder, 'link.sqlite');
  symlinkSync(fixture.file, link);
  const second = openSqliteStore({ file: link, now: () => LATER });
  expect(second.recovered).toEqual([]);
  await finish(first, number, sampleRequest());
  expect((await second.registry.find(number))?.number).toBe(number);
  second.close();
});

test('two stores in one folder have owners of their own', async () => {
  const first = await fixture.open();
  await first.reservations.reserve(sampleRequest());
  const other = openSqliteStore({ file: join(fixture.folder, 'other.sqlite'), now: () => LATER });
  expect((await fixture.open()).recovered).toEqual([]);
  other.close();
});

test('should the locks be lost, a reservation ends early but is never completed beside another', async () => {
  const first = await fixture.open();
  const request = sampleRequest({ vins: sampleVins(1, 1) });
  const number = numberOf(await first.reservations.reserve(request));
  rmSync(`${fixture.file}.owners`, { recursive: true });
  const second = await fixture.open();
  expect(second.recovered).toEqual([number]);
  const taken = numberOf(await second.reservations.reserve(request));
  await expect(finish(first, number, request)).rejects.toMatchObject({ code: 'reservation-state-wrong' });
  await finish(second, taken, request);
  expect(await second.registry.find(number)).toBeNull();
});

test('closing releases what is open, without anybody having to ask', async () => {
  const store = await fixture.open();
  await store.reservations.reserve(sampleRequest());
  expect(openReservations(fixture.file)).toBe(1);
  store.close();
  expect(openReservations(fixture.file)).toBe(0);
});

test('an id used again releases what its former process left', async () => {
  const crashed = openSqliteStore({ file: fixture.file, now: () => LATER, id: 'server-1' });
  const number = numberOf(await crashed.reservations.reserve(sampleRequest()));
  crashed.close();
  // As a crash would have left it.
  const raw = new DatabaseSync(fixture.file);
  raw.exec(`UPDATE confirmations SET state = 'reserved'; UPDATE lines SET status = 'reserved'`);
  raw.close();
  const store = openSqliteStore({ file: fixture.file, now: () => LATER, id: 'server-1' });
  expect(store.recovered).toEqual([number]);
  store.close();
});

import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSqliteStore, type SqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import {
  finish,
  LATER,
  numberOf,
  sampleContent,
  sampleRequest,
  someone,
  toldOf,
} from '../../contract/store-samples.ts';
import { holdLock } from '../../support/hold-lock.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { startStoreChild } from '../../support/store-children.ts';
import { openReservations, storeProblems } from '../../support/store-health.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

/** A reservation that can be neither completed nor released, because the store cannot be written at that moment. */

const request = sampleRequest({ idempotencyKey: 'key-1' });
const release = (number: string) => ({ number, by: someone('officer-1'), at: LATER, code: 'store-not-writable' });

describe('while another process holds the store', () => {
  let fixture: SqliteFixture;
  let store: SqliteStore;
  beforeEach(async () => {
    fixture = await sqliteFixture();
    store = openSqliteStore({ file: fixture.file, now: () => LATER, busyTimeoutMs: 50 });
  });
  afterEach(async () => {
    store.close();
    await fixture.dispose();
  });

  async function givenUp(): Promise<string> {
    const number = numberOf(await store.reservations.reserve(request));
    const lock = await holdLock(fixture.file);
    await expect(finish(store, number, request)).rejects.toMatchObject({ code: 'store-busy' });
    await store.reservations.release(release(number));
    await lock.release();
    expect(openReservations(fixture.file)).toBe(1);
    return number;
  }

  test('it is released with the next heartbeat, as its holder said', async () => {
    const number = await givenUp();
    expect(await store.leases.keep()).toEqual([number]);
    expect(openReservations(fixture.file)).toBe(0);
    const last = (await store.auditLog.about({ kind: 'confirmation', id: number }, 10)).at(-1);
    expect(last).toMatchObject({ actor: someone('officer-1'), detail: { code: 'store-not-writable' } });
    expect(await store.leases.keep()).toEqual([]);
  });

  test('whoever wants the same in that process has it at once', async () => {
    const number = await givenUp();
    expect(numberOf(await store.reservations.reserve(request))).not.toBe(number);
    expect(await toldOf(store, number)).toHaveLength(2);
  });
});

test('a process that stands still holds nothing for longer than a lease', async () => {
  const fixture = await sqliteFixture();
  const child = await startStoreChild('stay', fixture.file, 'intended');
  child.start();
  await child.reported((reports) => reports.length > 1);
  child.signal('SIGSTOP');
  const store = await fixture.open();
  expect((await store.reservations.reserve(request)).kind).toBe('being-issued');
  await fixture.passLease(1_000_000);
  expect((await store.reservations.reserve(request)).kind).toBe('reserved');
  child.signal('SIGCONT');
  await child.kill();
  expect(storeProblems(fixture.file)).toEqual([]);
  await fixture.dispose();
});

describe('on a disk that is full', () => {
  test('it is released once there is room again', async () => {
    const disk = smallDisk();
    if (disk === null) return console.warn('SKIPPED: no small disk can be mounted here');
    const file = path.join(disk.folder, 'store.sqlite');
    const store = openSqliteStore({ file, now: () => LATER });
    const number = numberOf(await store.reservations.reserve(request));
    await store.reservations.intend({ number, content: sampleContent(number, request), at: LATER });
    disk.fill();
    const completion = { number, sha256: 'f'.repeat(64), keyId: 'key-1', sealVersion: 1, by: request.by, at: LATER };
    await expect(store.reservations.complete(completion)).rejects.toMatchObject({ code: 'store-not-writable' });
    await store.reservations.release(release(number));
    await expect(store.leases.keep()).rejects.toMatchObject({ code: 'store-not-writable' });
    disk.free();
    expect(await store.leases.keep()).toEqual([number]);
    expect(numberOf(await store.reservations.reserve(request))).not.toBe(number);
    store.close();
    disk.remove();
  });
});

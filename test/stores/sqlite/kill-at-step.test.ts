import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { brokenChains, sampleRequest, sampleVins, toldOf } from '../../contract/store-samples.ts';
import { type StoreChild, startStoreChild } from '../../support/store-children.ts';
import { openReservations, storeProblems } from '../../support/store-health.ts';
import { type SqliteFixture, sqliteFixture } from './sqlite-fixture.ts';

let fixture: SqliteFixture;
beforeEach(async () => {
  fixture = await sqliteFixture();
});
afterEach(() => fixture.dispose());

async function childAt(step: string): Promise<{ child: StoreChild; number: string }> {
  const child = await startStoreChild('stay', fixture.file, step);
  child.start();
  await child.reported((reports) => reports.some((report) => report.at === step));
  return { child, number: String(child.reports.at(-1)?.number) };
}

const sameRequest = () => sampleRequest({ idempotencyKey: 'key-1' });

describe.each(['reserved', 'intended', 'writing'])('killed when %s', (step) => {
  test('the next to open frees its VINs and key at once; its number stays spent', async () => {
    const { child, number } = await childAt(step);
    await child.kill();
    const store = await fixture.open();
    expect(store.recovered).toEqual([number]);
    const about = await store.auditLog.about({ kind: 'confirmation', id: number }, 1_000);
    expect(about.at(-1)).toMatchObject({ action: 'issue-confirmation', phase: 'failed', actor: { id: 'recovery' } });
    expect(await brokenChains(store)).toEqual([]);
    const again = await store.reservations.reserve(sameRequest());
    expect(again).toMatchObject({ kind: 'reserved' });
    expect(again).not.toMatchObject({ number });
    expect(storeProblems(fixture.file)).toEqual([]);
  });

  test('a store that was open all along frees them when somebody needs them', async () => {
    const { child, number } = await childAt(step === 'writing' ? 'intended' : step);
    const store = await fixture.open();
    expect(store.recovered).toEqual([]);
    expect((await store.reservations.reserve(sameRequest())).kind).toBe('being-issued');
    await child.kill();
    expect((await store.reservations.reserve(sampleRequest({ vins: sampleVins(2, 3) }))).kind).toBe('reserved');
    expect((await toldOf(store, number)).at(-1)).toBe('issue-confirmation failed');
    expect(await brokenChains(store)).toEqual([]);
    expect(storeProblems(fixture.file)).toEqual([]);
  });
});

test('killed when complete: nothing is lost, nothing released', async () => {
  const { child, number } = await childAt('completed');
  await child.kill();
  const store = await fixture.open();
  expect(store.recovered).toEqual([]);
  expect(await store.reservations.reserve(sameRequest())).toMatchObject({
    kind: 'already-issued',
    confirmation: { number },
  });
  expect(await fixture.files.get((await store.registry.find(number))?.sha256 ?? '')).not.toBeNull();
  expect(storeProblems(fixture.file)).toEqual([]);
});

test('the lock file of a process killed with nothing open is removed by the next', async () => {
  const { child } = await childAt('opened');
  const before = readdirSync(`${fixture.file}.owners`);
  expect(before).toHaveLength(1);
  await child.kill();
  expect(readdirSync(`${fixture.file}.owners`)).toEqual(before);
  await fixture.open();
  const after = readdirSync(`${fixture.file}.owners`);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
});

test('of two processes only the dead one’s reservation is released', async () => {
  const living = await fixture.open();
  const own = await living.reservations.reserve(sampleRequest({ vins: sampleVins(10, 1) }));
  const { child, number } = await childAt('intended');
  await child.kill();
  const store = await fixture.open();
  expect(store.recovered).toEqual([number]);
  expect(own.kind).toBe('reserved');
  expect(openReservations(fixture.file)).toBe(1);
});

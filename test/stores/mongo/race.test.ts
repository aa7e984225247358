import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectMongo } from '../../../server/stores/mongo/connect.ts';
import { modelsOf } from '../../../server/stores/mongo/database.ts';
import type { MongoStore } from '../../../server/stores/mongo/open-mongo-store.ts';
import {
  brokenChains,
  finish,
  issue,
  numberOf,
  sampleEntry,
  sampleRequest,
  sampleVins,
} from '../../contract/store-samples.ts';
import type { MongoFixture } from './mongo-fixture.ts';
import { describeWithOwnMongo } from './mongo-suite.ts';

describeWithOwnMongo('several instances at once', ({ database }) => {
  let fixture: MongoFixture;
  let stores: readonly MongoStore[];
  beforeEach(async () => {
    fixture = await database().fixture();
    stores = await Promise.all(Array.from({ length: 4 }, () => fixture.open()));
  });
  afterEach(() => fixture.dispose());

  const everywhere = <Value>(times: number, work: (store: MongoStore, index: number) => Promise<Value>) =>
    Promise.all(Array.from({ length: times }, (_, index) => work(stores[index % stores.length] as MongoStore, index)));

  /** Every number up to the highest, with what the audit log tells last of it. */
  const told = async () => {
    const entries = await stores[0]?.auditLog.list({ stream: 'manufacturer:maker-1', after: 0, limit: 10_000 });
    return new Map(entries?.map(({ subject, phase, detail }) => [subject.id, `${phase} ${detail.code ?? ''}`]));
  };

  test('of many who want the same VINs one gets them, and every number is accounted for', async () => {
    const outcomes = await everywhere(16, (store) => store.reservations.reserve(sampleRequest()));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['reserved', ...Array(15).fill('vins-taken')]);
    const next = await issue(stores[0] as MongoStore, { vins: sampleVins(50, 1) });
    const sequence = Number(/-(\d{7})/.exec(next)?.[1]);
    expect([...(await told()).keys()]).toHaveLength(sequence);
    expect(await brokenChains(stores[0] as MongoStore)).toEqual([]);
  });

  test('of many with one idempotency key one is issued', async () => {
    const request = sampleRequest({ idempotencyKey: 'key-1' });
    const outcomes = await everywhere(8, (store) => store.reservations.reserve(request));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([...Array(7).fill('being-issued'), 'reserved']);
  });

  test('of many that replace one confirmation one does', async () => {
    const supersedes = await issue(stores[0] as MongoStore, { vins: sampleVins(1, 8) });
    const outcomes = await everywhere(8, (store, index) =>
      store.reservations.reserve(sampleRequest({ supersedes, vins: sampleVins(index + 1, 1) })),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([...Array(7).fill('being-issued'), 'reserved']);
  });

  test('many with VINs of their own are all issued, each under a number of its own', async () => {
    const numbers = await everywhere(24, (store, index) => issue(store, { vins: sampleVins(10 * index, 3) }));
    expect(new Set(numbers).size).toBe(24);
    expect([...(await told()).values()]).toEqual(Array(24).fill('succeeded '));
    expect(await brokenChains(stores[0] as MongoStore)).toEqual([]);
  });

  test('a burst of requests to one instance is issued to the last one', async () => {
    const [store] = stores as readonly [MongoStore];
    const burst = Array.from({ length: 48 }, (_, index) => issue(store, { vins: sampleVins(10 * index, 2) }));
    expect(new Set(await Promise.all(burst)).size).toBe(48);
    expect(await brokenChains(store)).toEqual([]);
  });

  test('an instance that died in the middle of a transaction holds nobody up for more than a few seconds', async () => {
    const { connection } = database();
    const [store] = stores;
    await store?.auditLog.append(sampleEntry());
    // The connection stays open: the server does not know that nobody will go on.
    const dead = await connectMongo(fixture.url);
    const session = await dead.startSession();
    session.startTransaction();
    await modelsOf(dead).heads.updateOne({ _id: 'manufacturer:maker-1' }, { $inc: { position: 1 } }, { session });
    const started = performance.now();
    await store?.auditLog.append(sampleEntry());
    // The server itself ends such a transaction after a minute.
    expect(performance.now() - started).toBeLessThan(30_000);
    await dead.destroy();
    expect((await modelsOf(connection).heads.findOne({ _id: 'manufacturer:maker-1' }))?.position).toBe(2);
    expect(await brokenChains(stores[0] as MongoStore)).toEqual([]);
  });

  test('a reservation whose lease is over is released once, by whoever comes first', async () => {
    const [holder] = stores;
    const number = numberOf(await (holder as MongoStore).reservations.reserve(sampleRequest()));
    await fixture.passLease(1);
    const released = await Promise.all(stores.slice(1).map((store) => store.leases.keep()));
    expect(released.flat()).toEqual([number]);
    await expect(finish(holder as MongoStore, number, sampleRequest())).rejects.toMatchObject({
      code: 'reservation-state-wrong',
    });
  });
});

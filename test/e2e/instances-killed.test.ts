import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { LEASE_MS } from '../../server/ports/reservation-leases.ts';
import { brokenChains } from '../contract/store-samples.ts';
import { passTimeAfterKill } from '../stores/mongo/mongo-fixture.ts';
import { type copyInstall, seededRequest, testOptions } from '../support/install.ts';
import { startIssuing } from '../support/issuing-instance.ts';
import { mongoProblems, numbersLost, openReservations } from '../support/mongo-health.ts';
import { copyInstallOnto } from '../support/mongo-install.ts';
import { hasMongo, startMongo, type TestMongo } from '../support/mongod.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { seedOf, shareOf } from '../support/test-share.ts';

/** Instances that issue are killed at any moment, while another one goes on: nothing is lost, and nothing happens twice. */

const KILLS = shareOf(30);
const BY = { by: operatorActor('tester') };

(hasMongo('instances of a MongoDB store that are killed') ? describe : describe.skip)(
  'instances that are killed',
  () => {
    let mongo: TestMongo;
    let place: { readonly folder: string; readonly url: string };
    let copy: ReturnType<typeof copyInstall>;
    let connection: Connection;
    const answered = new Map<number, string>();
    beforeAll(async () => {
      mongo = await startMongo();
      const url = mongo.url('vinseal-killed');
      copy = await copyInstallOnto(url);
      place = { folder: copy.folder, url };
      connection = await createConnection(url).asPromise();
    });
    afterAll(async () => {
      await connection?.destroy();
      await mongo?.stop();
      copy?.remove();
    });

    const withInstall = async <Value>(work: (install: Install) => Promise<Value>): Promise<Value> => {
      const install = await openInstall(testOptions(copy.folder, { mongo: { url: place.url, migrates: false } }));
      try {
        return await work(install);
      } finally {
        await install.close();
      }
    };

    test(`${KILLS} kills in the middle of issuing`, async () => {
      const random = seededRandom(seedOf(41));
      const steady = await startIssuing(place, { first: 100_000, count: 2_000 }, answered);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const instance = await startIssuing(place, { first: 1_000 * kill, count: 50 }, answered);
        await sleep(100 + random() * 1_200);
        await instance.kill();
      }
      await steady.kill();
      expect(answered.size).toBeGreaterThan(KILLS);
    });

    test('no reservation is left after a lease time', async () => {
      await passTimeAfterKill(connection, LEASE_MS);
      const until = Date.now() + LEASE_MS;
      await withInstall(async () => {
        while (Date.now() < until && (await openReservations(connection)) > 0) await sleep(500);
      });
      expect(await openReservations(connection)).toBe(0);
    });

    test('what was answered is there, nothing is there twice, and every number is accounted for', async () => {
      expect(await mongoProblems(connection, answered)).toEqual([]);
      expect(await numbersLost(connection)).toBeLessThanOrEqual(2 * (KILLS + 1));
      await withInstall(async (install) => expect(await brokenChains(install)).toEqual([]));
    });

    test('what was begun and never answered is issued once, under its key', async () => {
      await withInstall(async (install) => {
        const seeds = Array.from({ length: 50 }, (_, index) => 1_000 + index);
        const seed = seeds.find((each) => !answered.has(each)) ?? 1_000;
        const request = { ...seededRequest(seed, 3), idempotencyKey: `key-${seed}` };
        const numbers = [await install.issue(request, BY), await install.issue(request, BY)].map((issued) =>
          issued.ok ? issued.value.confirmation.number : issued.problem.code,
        );
        expect(numbers[0]).toMatch(/^ASC-/);
        expect(numbers[1]).toBe(numbers[0]);
      });
    });
  },
);

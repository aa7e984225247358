import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import { openInstall } from '../../server/compose/open-install.ts';
import { LEASE_MS } from '../../server/ports/reservation-leases.ts';
import { brokenChains } from '../contract/store-samples.ts';
import { passTimeAfterKill } from '../stores/mongo/mongo-fixture.ts';
import { type copyInstall, testOptions } from '../support/install.ts';
import { startIssuing } from '../support/issuing-instance.ts';
import { mongoProblems, openReservations } from '../support/mongo-health.ts';
import { copyInstallOnto } from '../support/mongo-install.ts';
import { findMongo, hasMongo } from '../support/mongod.ts';
import { shareOf } from '../support/test-share.ts';
import { startThreeMembers, type ThreeMembers } from '../support/three-members.ts';

/** The primary of a set of three is killed while an instance issues: the next one goes on, and nothing answered is lost. */

const KILLS = shareOf(10);
const source = findMongo();
const program = source?.kind === 'program' ? source.program : null;

(hasMongo('a primary that is killed') && program !== null ? describe : describe.skip)(
  'a primary that is killed',
  () => {
    let set: ThreeMembers;
    let copy: ReturnType<typeof copyInstall>;
    let connection: Connection;
    let place: { readonly folder: string; readonly url: string };
    const answered = new Map<number, string>();
    beforeAll(async () => {
      set = await startThreeMembers(program ?? '');
      const url = set.url('vinseal-primary');
      copy = await copyInstallOnto(url);
      place = { folder: copy.folder, url };
      connection = await createConnection(url).asPromise();
    });
    afterAll(async () => {
      await connection?.destroy();
      await set?.stop();
      copy?.remove();
    });

    test('is followed by another, over which the instance goes on', async () => {
      const instance = await startIssuing(place, { first: 1, count: 5_000 }, answered);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = answered.size;
        await set.killPrimary();
        for (let wait = 0; wait < 200 && answered.size < before + 3; wait += 1) await sleep(100);
        expect(answered.size).toBeGreaterThanOrEqual(before + 3);
      }
      await instance.kill();
    });

    test('loses nothing, gives nothing twice, and leaves no reservation', async () => {
      await passTimeAfterKill(connection, LEASE_MS);
      const install = await openInstall(testOptions(copy.folder, { mongo: { url: place.url, migrates: false } }));
      try {
        const until = Date.now() + LEASE_MS;
        while (Date.now() < until && (await openReservations(connection)) > 0) await sleep(500);
        expect(await openReservations(connection)).toBe(0);
        expect(await mongoProblems(connection, answered)).toEqual([]);
        expect(await brokenChains(install)).toEqual([]);
      } finally {
        await install.close();
      }
    });
  },
);

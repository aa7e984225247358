import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { brokenChains } from '../../contract/store-samples.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { type StoreChild, startStoreChild } from '../../support/store-children.ts';
import { openReservations, storeProblems } from '../../support/store-health.ts';
import { seedOf, shareOf } from '../../support/test-share.ts';
import { sqliteFixture } from './sqlite-fixture.ts';

const ROUNDS = shareOf(40);
/** Two processes are started a round; a machine that is busy elsewhere may be slow at that. */
const TIME_LIMIT_MS = ROUNDS * 60_000;
const issuedBy = (child: StoreChild) =>
  child.reports.flatMap((report) => (typeof report.issued === 'string' ? [report.issued] : []));

test(
  'killed at any moment, two processes at work: nothing acknowledged is lost, nothing is given twice or held',
  async () => {
    const fixture = await sqliteFixture();
    const random = seededRandom(seedOf(20260302));
    const acknowledged: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const children = await Promise.all(
        [round * 2, round * 2 + 1].map((seed) => startStoreChild('work', fixture.file, String(seed))),
      );
      for (const child of children) child.start();
      const enough = Math.floor(random() * 12);
      await Promise.all(children.map((child) => child.reported((reports) => reports.length > 1 + enough)));
      await setTimeout(random() * 20);
      const [first, second] = children;
      await first?.kill();
      // Recovery beside a process at work: it must not disturb that one.
      (await fixture.open()).close();
      await second?.kill();
      acknowledged.push(...children.flatMap(issuedBy));

      const store = await fixture.open();
      expect(storeProblems(fixture.file)).toEqual([]);
      expect(openReservations(fixture.file)).toBe(0);
      expect(await brokenChains(store)).toEqual([]);
      store.close();
    }
    const store = await fixture.open();
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    for (const number of acknowledged) {
      const { sha256 = '' } = (await store.registry.find(number)) ?? {};
      expect(await fixture.files.get(sha256)).not.toBeNull();
    }
    await fixture.dispose();
  },
  TIME_LIMIT_MS,
);

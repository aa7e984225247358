import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openInstall } from '../../server/compose/open-install.ts';
import { LEASE_MS } from '../../server/ports/reservation-leases.ts';
import { brokenChains } from '../contract/store-samples.ts';
import { passTime } from '../stores/mongo/mongo-fixture.ts';
import { type FaultWorld, openFaultWorld } from '../support/faults/fault-world.ts';
import { figuresOf, tellFigures } from '../support/faults/figures.ts';
import { fileProblems, storeProblems } from '../support/faults/judge-ledger.ts';
import type { Ledger } from '../support/faults/ledger.ts';
import { startLoad } from '../support/faults/load.ts';
import { BACK_WITHIN_MS, SCENARIOS, type Scenario } from '../support/faults/scenarios.ts';
import { testOptions } from '../support/install.ts';
import { openReservations } from '../support/mongo-health.ts';
import { ADVISED_TIMES, findMongo, hasMongo, QUICK_ELECTIONS } from '../support/mongod.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { isFullRun, seedOf } from '../support/test-share.ts';

/**
 * Two services over a set of three, under load, and what may befall them. What clients were told is compared with what the store
 * holds after each scenario.
 */

const source = findMongo();
const program = source?.kind === 'program' ? source.program : null;
/** Fewer where time is short. */
const CLIENTS = isFullRun() ? { changing: 8, verifying: 4 } : { changing: 3, verifying: 1 };

const timesOf = ({ times }: Scenario): number => (isFullRun() ? times.full : times.usual);

/** Of the set; null as MongoDB has them by default. */
const TIMES = { quick: QUICK_ELECTIONS, default: null, advised: ADVISED_TIMES } as const;

describe.each(['quick', 'default', 'advised'] as const)('with %s elections', (elections) => {
  const scenarios = SCENARIOS.filter((scenario) => scenario.elections === elections && timesOf(scenario) > 0);
  const runs = scenarios.length > 0 && hasMongo('services under faults') && program !== null;
  (runs ? describe : describe.skip)('two services over a set of three', () => {
    let world: FaultWorld;
    const ledgers: Ledger[] = [];
    beforeAll(async () => {
      const onDisk = scenarios.some(({ needsDisk }) => needsDisk);
      world = await openFaultWorld(program ?? '', { times: TIMES[elections], onDisk });
    });
    afterAll(() => world?.stop());

    test.each(scenarios)('$name', async (scenario) => {
      if (scenario.needsDisk && world.members.disk === null)
        return console.warn('SKIPPED: no disk of its own can be mounted for a member');
      const seed = seedOf(1 + SCENARIOS.indexOf(scenario));
      const load = startLoad({ seed, clients: CLIENTS, ask: world.ask });
      ledgers.push(load.ledger);
      const random = seededRandom(seed);
      const begun = performance.now();
      const away: number[] = [];
      try {
        await load.backAfter(begun, [0, 1], BACK_WITHIN_MS);
        for (let round = 0; round < timesOf(scenario); round += 1)
          away.push(await scenario.strike({ world, load, random }, round));
      } finally {
        await load.stop();
      }
      const lasted = performance.now() - begun;
      const left = await reservationsLeft();
      const problems = [
        ...load.ledger.problems,
        ...(await storeProblems(world.connection, ledgers)),
        ...(await fileProblems([...load.ledger.held.values()], world.ask)),
      ];
      tellFigures(figuresOf({ name: scenario.name, ledger: load.ledger, away, lasted, problems: problems.length }));
      if (problems.length > 0) for (const entry of world.faultsLogged().slice(-20)) tellFigures(entry);
      expect(problems).toEqual([]);
      expect(left).toBe(0);
      expect(await chainsBroken()).toEqual([]);
      // A usual run shares its processors with other tests.
      const { backWithinMs = BACK_WITHIN_MS } = scenario;
      expect(Math.max(...away)).toBeLessThanOrEqual(backWithinMs * (isFullRun() ? 1 : 3));
    });

    /** How many reservations are open two lease times after the last request; nobody waits for so long in a usual run. */
    const reservationsLeft = async (): Promise<number> => {
      if (!isFullRun()) await passTime(world.connection, LEASE_MS);
      const until = performance.now() + 2 * LEASE_MS;
      while (performance.now() < until && (await openReservations(world.connection)) > 0) await sleep(500);
      return openReservations(world.connection);
    };

    const chainsBroken = async () => {
      const { folder, url } = world.place;
      const install = await openInstall(testOptions(folder, { mongo: { url, migrates: false } }));
      try {
        return await brokenChains(install);
      } finally {
        await install.close();
      }
    };
  });
});

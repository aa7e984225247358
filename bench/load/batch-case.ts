import path from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { readyDataFolder } from '../../server/compose/install/ready-data-folder.ts';
import { type Install, openInstall, SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import { installOptions, readConfig } from '../../server/config.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { MAX_ROWS } from '../../server/model/batches/batch.ts';
import { expectDone } from '../../test/support/actors.ts';
import { CODE, personOf, testApprovers } from '../../test/support/batches.ts';
import { seededRequest } from '../../test/support/install.ts';
import type { MeasuredCase } from '../measured-case.ts';

const PUBLIC_URL = 'https://check.example';
/** Single documents that are issued while batches run, one a second. */
const SINGLE_EVERY_MS = 1_000;
const MOST_SINGLES = 10_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Batches of a thousand confirmations of one vehicle each, which is the most of one, from the approval of the last to the end of all, in
 * one instance on all cores; what each single document took that somebody else asked for meanwhile, in ms.
 */
function batchCase(batches: number): MeasuredCase {
  return {
    isLarge: batches > 1,
    run: async (folder, tell) => {
      const config = readConfig({ VINSEAL_DATA: path.join(folder, 'data'), VINSEAL_PUBLIC_URL: PUBLIC_URL });
      await readyDataFolder(config, SYSTEM_CLOCK, () => undefined);
      const options = { ...installOptions(config), publicUrl: PUBLIC_URL, approvers: testApprovers() };
      const install = await openInstall(options);
      try {
        const begun = performance.now();
        const ids: string[] = [];
        const all = seededRequest(70_000, batches * MAX_ROWS);
        for (let from = 0; from < all.vehicles.length; from += MAX_ROWS)
          ids.push(await approvedBatch(install, { ...all, vehicles: all.vehicles.slice(from, from + MAX_ROWS) }));
        const approved = performance.now();
        const singles = await besideSingles(install, () => runAll(install, ids));
        tell({
          ...{ batches, rows: batches * MAX_ROWS, issued: await issuedOf(install, ids) },
          approvedMs: Math.round(approved - begun),
          seconds: Math.round((performance.now() - approved) / 100) / 10,
          singles: singles.length,
          slowestSingleMs: Math.round(Math.max(...singles)),
        });
      } finally {
        await install.close();
      }
    },
  };
}

async function approvedBatch(
  { batches }: Install,
  { manufacturer, exporter, vehicles }: ReturnType<typeof seededRequest>,
): Promise<string> {
  const proposal = { manufacturer, rows: vehicles.map((vehicle) => ({ exporter, vehicles: [vehicle] })) };
  const { batch } = expectDone(await batches.propose(proposal, personOf('clerk', 'clerk')));
  expectDone(await batches.approve(batch.id, { contents: batch.contents, code: CODE }, personOf('s', 'sealer')));
  return batch.id;
}

/** As a service does: looks every second, and goes on as long as a batch is being sealed. */
async function runAll({ batches, batchRunner }: Install, ids: readonly string[]): Promise<void> {
  const isOver = async (id: string) => expectDone(await batches.find(id, operatorActor())).batch.state !== 'approved';
  const looking = setInterval(() => void batchRunner.look(), LOOK_EVERY_MS);
  try {
    for (const id of ids)
      while (!(await isOver(id))) {
        await batchRunner.look();
        await batchRunner.idle();
        await pass(LOOK_EVERY_MS / 10);
      }
  } finally {
    clearInterval(looking);
  }
}

/** What each single document took that was asked for during the work, in ms. */
async function besideSingles({ issue }: Install, work: () => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  const underWay: Promise<void>[] = [];
  const others = seededRequest(90_003, MOST_SINGLES);
  const single = async (index: number) => {
    const asked = performance.now();
    const vehicles = others.vehicles.slice(index, index + 1);
    expectDone(await issue({ ...others, vehicles }, { by: operatorActor() }));
    times.push(performance.now() - asked);
  };
  const asking = setInterval(() => underWay.push(single(underWay.length)), SINGLE_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(asking);
    await Promise.all(underWay);
  }
  return times;
}

async function issuedOf({ batches }: Install, ids: readonly string[]): Promise<number> {
  const found = await Promise.all(ids.map((id) => batches.find(id, operatorActor())));
  return found.reduce((sum, one) => sum + expectDone(one).counts.issued, 0);
}

/** `batch/1000`: one such batch. `batch/10000`, under `--large`: ten of them. */
export const BATCH_CASES = { 'batch/1000': batchCase(1), 'batch/10000': batchCase(10) } as const;

import path from 'node:path';
import { readyDataFolder } from '../../server/compose/install/ready-data-folder.ts';
import { openInstall, SYSTEM_CLOCK } from '../../server/compose/open-install.ts';
import { installOptions, readConfig } from '../../server/config.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { expectDone } from '../../test/support/actors.ts';
import { CODE, personOf, testApprovers } from '../../test/support/batches.ts';
import { seededRequest } from '../../test/support/install.ts';
import type { MeasuredCase } from '../measured-case.ts';

const ROWS = 1_000;
/** Single documents that are issued while the batch runs, one a second. */
const SINGLE_EVERY_MS = 1_000;

/**
 * `batch/1000`: one batch of a thousand confirmations of one vehicle, from its approval to its end, in one instance on all cores;
 * what each single document took that somebody else asked for meanwhile, in ms.
 */
export const BATCH_CASE: MeasuredCase = {
  isLarge: false,
  run: async (folder, tell) => {
    const config = readConfig({ VINSEAL_DATA: path.join(folder, 'data'), VINSEAL_PUBLIC_URL: 'https://check.example' });
    await readyDataFolder(config, SYSTEM_CLOCK, () => undefined);
    const approvers = testApprovers();
    const install = await openInstall({ ...installOptions(config), publicUrl: 'https://check.example', approvers });
    const { batches, batchRunner } = install;
    try {
      const begun = performance.now();
      const { manufacturer, exporter, vehicles } = seededRequest(70_000, ROWS);
      const proposal = { manufacturer, rows: vehicles.map((vehicle) => ({ exporter, vehicles: [vehicle] })) };
      const { batch } = expectDone(await batches.propose(proposal, personOf('clerk', 'clerk')));
      const proposedMs = performance.now() - begun;
      expectDone(await batches.approve(batch.id, { contents: batch.contents, code: CODE }, personOf('s', 'sealer')));
      const approved = performance.now();
      const singles: number[] = [];
      const others = seededRequest(90_003, ROWS);
      let begunSingles = 0;
      const looking = setInterval(() => void batchRunner.look(), 1_000);
      const single = async () => {
        const asked = performance.now();
        begunSingles += 1;
        const vehicle = others.vehicles.slice(begunSingles, begunSingles + 1);
        expectDone(await install.issue({ ...others, vehicles: vehicle }, { by: operatorActor() }));
        singles.push(performance.now() - asked);
      };
      const asking = setInterval(() => void single(), SINGLE_EVERY_MS);
      await batchRunner.look();
      await batchRunner.idle();
      clearInterval(looking);
      clearInterval(asking);
      const { counts } = expectDone(await batches.find(batch.id, operatorActor()));
      tell({
        ...{ rows: ROWS, issued: counts.issued, proposedMs: Math.round(proposedMs) },
        seconds: Math.round((performance.now() - approved) / 100) / 10,
        singles: singles.length,
        slowestSingleMs: Math.round(Math.max(...singles)),
      });
    } finally {
      await install.close();
    }
  },
};

import { mkdirSync } from 'node:fs';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { manufacturerFile } from '../../app/manufacturers/manufacturer-schema.ts';
import { createDemonstrationKeys } from '../../development/create-demonstration-keys.ts';
import { createSamples } from '../../development/create-samples.ts';
import { giveTestSeal } from '../../development/give-test-seal.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../development/test-manufacturer.ts';
import { writeKeyIndex } from '../../keys/key-index.ts';
import { DEMONSTRATION } from '../../model/access/actor.ts';
import { NO_SUSPENSIONS, saveSuspensions } from '../../stores/trust/suspensions.ts';
import { dataPaths, type InstallOptions } from '../install-options.ts';
import { openInstall } from '../open-install.ts';
import { writeDatabaseId } from './database-id.ts';

/**
 * Fills an empty folder with an install: its own CA, keys, trust list, revocation list and store; where TEST anchors
 * are accepted, the demonstration set and its samples too.
 */
export async function createInstall(options: InstallOptions, now: IsoInstant): Promise<void> {
  const paths = dataPaths(options.data);
  for (const folder of [paths.keys, paths.trust]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeKeyIndex(paths.keys, []);
  // So that a trust folder that was lost is told from one to which nobody has added an anchor yet.
  saveSuspensions(paths.trust, NO_SUSPENSIONS);
  if (options.acceptTestAnchors) await createDemonstration(options, now);
  // Last: as long as it is missing, the folder is being made.
  if (options.mongo != null) writeDatabaseId(paths.databaseId);
}

async function createDemonstration(options: InstallOptions, now: IsoInstant): Promise<void> {
  const paths = dataPaths(options.data);
  await createDemonstrationKeys(paths, TEST_MANUFACTURER, now);
  // A journal is begun by the finished install: a set-up that is given up must leave nothing in it.
  const install = await openInstall({ ...options, journal: 'none' });
  try {
    await install.refreshRevocationList();
    const file = manufacturerFile({ manufacturer: TEST_MANUFACTURER, outlets: TEST_OUTLETS });
    const saved = await install.registerManufacturer(file, DEMONSTRATION);
    if (!saved.ok) throw new Error(`the TEST manufacturer was refused: ${JSON.stringify(saved.problem.fields)}`);
    await giveTestSeal(install, TEST_MANUFACTURER.id);
    await createSamples(install, options, paths.samples);
  } finally {
    await install.close();
  }
}

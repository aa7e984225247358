import { mkdirSync } from 'node:fs';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { manufacturerFile } from '../../app/manufacturers/manufacturer-schema.ts';
import { createDemonstrationKeys } from '../../development/create-demonstration-keys.ts';
import { createSamples } from '../../development/create-samples.ts';
import { giveTestSeal } from '../../development/give-test-seal.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../development/test-manufacturer.ts';
import { KEY_RECORDS } from '../../keys/key-index.ts';
import { DEMONSTRATION } from '../../model/access/actor.ts';
import type { SharedRecords } from '../../ports/shared-records.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import { dataPaths, type InstallOptions } from '../install-options.ts';
import { openInstall } from '../open-install.ts';
import { withSharedRecords } from '../with-shared-records.ts';
import { writeDatabaseId } from './database-id.ts';
import { beginTrustList } from './own-anchors.ts';

/**
 * Fills an empty folder with an install: its own CA, keys, trust list, revocation list and store; where TEST anchors
 * are accepted, the demonstration set and its samples too.
 */
export async function createInstall(options: InstallOptions, now: IsoInstant): Promise<void> {
  const paths = dataPaths(options.data);
  mkdirSync(paths.keys, { recursive: true, mode: 0o700 });
  const anchors = options.acceptTestAnchors ? [await createAuthorities(options, now)] : [];
  // Also without any: a store that lost its trust list is told from one to which nobody has added an anchor yet.
  await beginTrustList(options, { now: () => now }, anchors);
  if (options.acceptTestAnchors) await createDemonstration(options);
  // Last: as long as it is missing, the folder is being made.
  if (options.mongo != null) writeDatabaseId(paths.databaseId);
}

async function createDemonstration(options: InstallOptions): Promise<void> {
  const paths = dataPaths(options.data);
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

function createAuthorities(options: InstallOptions, now: IsoInstant): Promise<TrustAnchor> {
  return withSharedRecords(options, async (shared) => {
    await forgetFormerKeys(shared);
    return createDemonstrationKeys({ ...dataPaths(options.data), shared }, TEST_MANUFACTURER, now);
  });
}

/** A set-up that died may have left its keys in a database outside; their private halves went with its folder. */
function forgetFormerKeys(shared: SharedRecords): Promise<void> {
  return shared.change(KEY_RECORDS, (records) => ({
    ...{ put: [], answer: undefined },
    remove: records.map(({ name }) => name),
  }));
}

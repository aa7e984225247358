import { rmSync } from 'node:fs';
import { manufacturerFile } from '../../server/app/manufacturers/manufacturer-schema.ts';
import { writeDatabaseId } from '../../server/compose/install/database-id.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openInstall } from '../../server/compose/open-install.ts';
import { giveTestSeal } from '../../server/development/give-test-seal.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../server/development/test-manufacturer.ts';
import { DEMONSTRATION } from '../../server/model/access/actor.ts';
import { copyInstall, testOptions } from './install.ts';

/** A copy of the run's install, keys and trust list, whose registry is in that database and holds the TEST manufacturer alone. */
export async function copyInstallOnto(url: string): Promise<ReturnType<typeof copyInstall>> {
  const copy = copyInstall();
  const paths = dataPaths(copy.folder);
  for (const former of [paths.store, `${paths.store}.owners`, paths.files, paths.marks])
    rmSync(former, { recursive: true, force: true });
  writeDatabaseId(paths.databaseId);
  const install = await openInstall(testOptions(copy.folder, { mongo: { url, migrates: true } }));
  try {
    const file = manufacturerFile({ manufacturer: TEST_MANUFACTURER, outlets: TEST_OUTLETS });
    const saved = await install.registerManufacturer(file, DEMONSTRATION);
    if (!saved.ok) throw new Error(saved.problem.code);
    await giveTestSeal(install, TEST_MANUFACTURER.id);
    await install.refreshRevocationList();
  } finally {
    await install.close();
  }
  return copy;
}

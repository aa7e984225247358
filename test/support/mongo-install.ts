import { rmSync } from 'node:fs';
import { manufacturerFile } from '../../server/app/manufacturers/manufacturer-schema.ts';
import { writeDatabaseId } from '../../server/compose/install/database-id.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { openInstall } from '../../server/compose/open-install.ts';
import { withSharedRecords } from '../../server/compose/with-shared-records.ts';
import { giveTestSeal } from '../../server/development/give-test-seal.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../server/development/test-manufacturer.ts';
import { DEMONSTRATION } from '../../server/model/access/actor.ts';
import {
  SHARED_KINDS,
  type SharedKind,
  type SharedRecord,
  type SharedRecords,
} from '../../server/ports/shared-records.ts';
import { copyInstall, testOptions } from './install.ts';

/** A copy of the run's install, keys and trust list, whose registry is in that database and holds the TEST manufacturer alone. */
export async function copyInstallOnto(url: string): Promise<ReturnType<typeof copyInstall>> {
  const copy = copyInstall();
  const paths = dataPaths(copy.folder);
  const shared = await withSharedRecords({ data: copy.folder }, readShared);
  for (const former of [paths.store, `${paths.store}.owners`, paths.files, paths.marks])
    rmSync(former, { recursive: true, force: true });
  await withSharedRecords({ data: copy.folder, mongo: { url, migrates: true } }, (to) => putShared(to, shared));
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

type Kept = readonly { readonly kind: SharedKind; readonly records: readonly SharedRecord[] }[];

function readShared(from: SharedRecords): Promise<Kept> {
  return Promise.all(SHARED_KINDS.map(async (kind) => ({ kind, records: (await from.read(kind)).records })));
}

async function putShared(to: SharedRecords, kept: Kept): Promise<void> {
  for (const { kind, records } of kept) await to.change(kind, () => ({ put: records, remove: [], answer: null }));
}

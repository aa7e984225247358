import type { SharedRecords } from '../ports/shared-records.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { SYSTEM_CLOCK } from './open-install.ts';
import { openStoreAlone } from './store.ts';

/** Works on the shared records of a data folder, in a store that is opened for that alone. */
export async function withSharedRecords<Value>(
  options: Pick<InstallOptions, 'data' | 'mongo'>,
  work: (shared: SharedRecords) => Promise<Value>,
): Promise<Value> {
  const { data, mongo = null } = options;
  const store = await openStoreAlone(dataPaths(data), SYSTEM_CLOCK, { mongo, journal: 'none' });
  try {
    return await work(store.shared);
  } finally {
    await store.close();
  }
}

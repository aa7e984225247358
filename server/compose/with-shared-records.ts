import type { Clock } from '../ports/clock.ts';
import type { SharedRecords } from '../ports/shared-records.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { SYSTEM_CLOCK } from './open-install.ts';
import { openStoreAlone } from './store.ts';

type How = {
  readonly clock?: Clock;
  /** `openStore` where what a former version left in files must have been taken over first. */
  readonly open?: typeof openStoreAlone;
};

/** Works on the shared records of a data folder, in a store that is opened for that alone. No act of anybody is done, so no journal is kept. */
export async function withSharedRecords<Value>(
  { data, mongo = null }: Pick<InstallOptions, 'data' | 'mongo'>,
  work: (shared: SharedRecords) => Promise<Value>,
  { clock = SYSTEM_CLOCK, open = openStoreAlone }: How = {},
): Promise<Value> {
  const store = await open(dataPaths(data), clock, { mongo, journal: 'none' });
  try {
    return await work(store.shared);
  } finally {
    await store.close();
  }
}

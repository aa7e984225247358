import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import type { Manufacturer } from '../../server/model/manufacturers/manufacturer.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';
import { register } from '../contract/store-samples.ts';

/** Puts a manufacturer into the store of an install past every check: what the trust list would not let in. */
export async function registerDirectly(
  data: string,
  manufacturer: Manufacturer,
  outlets: readonly RegisteredOutlet[],
): Promise<void> {
  const store = openSqliteStore({ file: dataPaths(data).store, now: () => new Date().toISOString() });
  try {
    await register(store, manufacturer, outlets);
  } finally {
    store.close();
  }
}

import { refreshDevelopmentList } from '../../server/compose/install/refresh-revocation-list.ts';
import { dataPaths } from '../../server/compose/install-options.ts';
import { DEVELOPMENT_LIST } from '../../server/development/development-crl.ts';
import { openRevocationLists } from '../../server/outbound/revocation/given-lists.ts';
import type { SharedRecords } from '../../server/ports/shared-records.ts';
import { openSqliteStore } from '../../server/stores/sqlite/open-store.ts';

/** The revocation lists in the store of an install, which may be open. */

async function withShared<Value>(folder: string, work: (shared: SharedRecords) => Promise<Value>): Promise<Value> {
  const store = openSqliteStore({ file: dataPaths(folder).store, now: () => new Date().toISOString() });
  try {
    return await work(store.shared);
  } finally {
    store.close();
  }
}

/** Puts lists under names of their own, whatever their age, in place of those of the same name. */
export function putLists(folder: string, lists: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const put = Object.entries(lists).map(([name, content]) => ({ name, content }));
  return withShared(folder, (shared) =>
    shared.change('revocation-lists', () => ({ put, remove: [], answer: undefined })),
  );
}

/** Takes all lists away, that of the development CA too. */
export function dropLists(folder: string): Promise<void> {
  return withShared(folder, (shared) =>
    shared.change('revocation-lists', (records) => ({
      put: [],
      remove: records.map(({ name }) => name),
      answer: undefined,
    })),
  );
}

/** The list (DER) of the development CA. */
export function developmentList(folder: string): Promise<Uint8Array> {
  return withShared(folder, async (shared) => {
    const lists = await openRevocationLists(shared).all();
    const list = lists.find(({ name }) => name === DEVELOPMENT_LIST);
    if (list === undefined) throw new Error('the install has no list of its development CA');
    return list.der;
  });
}

/** Lets the development CA sign a list as of that instant. */
export async function refreshRevocationList(folder: string, now: string): Promise<void> {
  await withShared(folder, (shared) => refreshDevelopmentList(shared, dataPaths(folder), now));
}

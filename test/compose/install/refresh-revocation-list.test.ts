import { afterAll, expect, test } from '@jest/globals';
import { renewDevelopmentList } from '../../../server/compose/install/refresh-revocation-list.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { openSqliteStore } from '../../../server/stores/sqlite/open-store.ts';
import { copyInstall } from '../../support/install.ts';
import { developmentList, dropLists } from '../../support/stored-lists.ts';

const copy = copyInstall();
const paths = dataPaths(copy.folder);
const store = openSqliteStore({ file: paths.store, now: () => new Date().toISOString() });
afterAll(() => {
  store.close();
  copy.remove();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const renew = (days: number) => renewDevelopmentList(store.shared, paths, inDays(days));

test('a list is renewed when it has run out or is missing, and not before', async () => {
  const first = await developmentList(copy.folder);
  await renew(6);
  expect(await developmentList(copy.folder)).toEqual(first);
  await renew(8);
  expect(await developmentList(copy.folder)).not.toEqual(first);
  await dropLists(copy.folder);
  await renew(0);
  expect(await developmentList(copy.folder)).toBeInstanceOf(Uint8Array);
});

import { existsSync } from 'node:fs';
import type { SharedState } from '../ports/shared-records.ts';
import type { TrustList } from '../ports/trust-list.ts';
import { readSharedRecords } from '../stores/sqlite/read-shared-records.ts';
import { createTrustList } from '../stores/trust/open-trust-list.ts';
import { NO_OWN_TRUST, type OwnTrust, readOwnTrust } from '../stores/trust/own-trust.ts';
import { readFormerFolder } from '../stores/trust/take-over-folder.ts';
import { TrustListError } from '../stores/trust/trust-file.ts';
import { readDatabaseId } from './install/database-id.ts';
import { type DataPaths, dataPaths, type InstallOptions } from './install-options.ts';

/**
 * The trust list of a data folder for one who only looks: read once, and nothing is made, brought up to date or taken over. Where
 * there is no install, the shipped anchors. Throws what is wrong with the list; a store that cannot be read is told
 * by each call.
 */
export async function openInspectorTrust(
  options: Pick<InstallOptions, 'data' | 'mongo' | 'acceptTestAnchors'>,
  shipped: string,
): Promise<TrustList> {
  const own = readOwn(dataPaths(options.data), options);
  const acceptTest = options.acceptTestAnchors;
  const trustList = createTrustList({ shipped, own: () => own, acceptTest, mayBeEmpty: true });
  await trustList.anchors().catch((fault) => {
    if (fault instanceof TrustListError) throw fault;
  });
  return trustList;
}

async function readOwn(paths: DataPaths, { mongo = null }: Pick<InstallOptions, 'mongo'>): Promise<OwnTrust> {
  const state = existsSync(paths.databaseId) ? await readInMongo(paths, mongo) : readInFile(paths);
  // What a former version left is taken over by the next start: until then its files count.
  if (state === null || state.revision === 0)
    return existsSync(paths.trust) ? readFormerFolder(paths.trust) : NO_OWN_TRUST;
  return readOwnTrust(state.records);
}

function readInFile({ store }: DataPaths): SharedState | null {
  return existsSync(store) ? readSharedRecords(store, 'trust') : null;
}

async function readInMongo(paths: DataPaths, mongo: InstallOptions['mongo']): Promise<SharedState> {
  const install = readDatabaseId(paths.databaseId);
  if (mongo == null || install === null)
    throw new Error('the store of this install is in MongoDB: set VINSEAL_MONGO_URL');
  const { readSharedInMongo } = await import('../stores/mongo/read-shared-in-mongo.ts');
  return readSharedInMongo({ url: mongo.url, install, kind: 'trust' });
}

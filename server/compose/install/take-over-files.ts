import path from 'node:path';
import type { Store } from '../../ports/store.ts';
import { takeOverTrustFolder } from '../../stores/trust/take-over-folder.ts';
import type { DataPaths } from '../install-options.ts';
import { DataFolderUnusable, isFinished } from './prepare-data-folder.ts';
import { type OnTakenOver, tellTakeOver } from './tell-take-over.ts';

/**
 * Takes what former versions kept in files of the data folder into the store, once. Throws what is wrong with a file, and
 * `data-folder-incomplete` where a finished install has lost it: what was suspended would count again.
 */
export async function takeOverFiles(
  { shared }: Pick<Store, 'shared'>,
  { trust }: Pick<DataPaths, 'trust'>,
  { at, onTakenOver }: { readonly at: string; readonly onTakenOver?: OnTakenOver | undefined },
): Promise<void> {
  const data = path.dirname(trust);
  const told = tellTakeOver({ what: 'trust', from: trust }, at, onTakenOver);
  if ((await takeOverTrustFolder(shared, trust, told)) || !isFinished(data)) return;
  throw new DataFolderUnusable(
    'data-folder-incomplete',
    `The data folder ${data} is an install, but neither its store nor ${trust} holds a trust list: restore it from your backup`,
  );
}

import { takeOverFormerIndex } from '../keys/former-key-index.ts';
import { openKeyLedger } from '../keys/key-ledger.ts';
import { openKeySources } from '../keys/key-sources.ts';
import type { InstallOptions } from './install-options.ts';
import { random } from './random.ts';
import type { InstallStore } from './store.ts';

type KeyStore = Pick<InstallStore, 'shared' | 'close'>;

/**
 * The signing keys of an install: their index in its store, which first takes over what a former version kept in the folder,
 * and the holders of private keys that this instance has. Where that fails the store is closed and the fault thrown.
 */
export async function openKeys(store: KeyStore, folder: string, options: Pick<InstallOptions, 'askPassphrase'>) {
  try {
    await takeOverFormerIndex(store.shared, folder);
  } catch (fault) {
    await store.close();
    throw fault;
  }
  const { askPassphrase: ask = null } = options;
  const sources = openKeySources({ folder, randomBytes: random, now: () => performance.now(), ask });
  return { sources, ledger: openKeyLedger(store.shared, sources) };
}

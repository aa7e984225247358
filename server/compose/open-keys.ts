import { takeOverFormerIndex } from '../keys/former-key-index.ts';
import { openKeyLedger } from '../keys/key-ledger.ts';
import { openKeySources } from '../keys/key-sources.ts';
import type { Clock } from '../ports/clock.ts';
import { tellTakeOver } from './install/tell-take-over.ts';
import type { InstallOptions } from './install-options.ts';
import { random } from './random.ts';
import type { InstallStore } from './store.ts';

type KeyStore = Pick<InstallStore, 'shared' | 'close'>;

/**
 * The signing keys of an install: their index in its store, which first takes over what a former version kept in the folder,
 * and the holders of private keys that this instance has. Where that fails the store is closed and the fault thrown.
 */
export async function openKeys(
  store: KeyStore,
  folder: string,
  clock: Clock,
  options: Pick<InstallOptions, 'askPassphrase' | 'onTakenOver'>,
) {
  try {
    const told = tellTakeOver({ what: 'keys', from: folder }, clock.now(), options.onTakenOver);
    await takeOverFormerIndex(store.shared, folder, told);
  } catch (fault) {
    await store.close();
    throw fault;
  }
  const { askPassphrase: ask = null } = options;
  const sources = openKeySources({ folder, randomBytes: random, now: () => performance.now(), ask });
  return { sources, ledger: openKeyLedger(store.shared, sources) };
}

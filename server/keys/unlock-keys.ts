import { KeySourceError } from '../ports/key-source-error.ts';
import type { SharedRecords } from '../ports/shared-records.ts';
import type { SigningKeys } from '../ports/signing-keys.ts';
import { isPassphraseTyped } from './file/key-files.ts';
import { entriesOf, KEY_RECORDS } from './key-index.ts';

/** A key that signs nothing in this process, and why: the message names the remedy. */
export type LockedKey = { readonly keyId: string; readonly manufacturerId: string; readonly fault: KeySourceError };

type Unlocking = {
  readonly shared: Pick<SharedRecords, 'read'>;
  /** The folder of the key files. */
  readonly folder: string;
  readonly keys: SigningKeys;
};

/**
 * Opens the active keys in files whose passphrases are typed, one after the other, so that the operator is asked at
 * the start and not while a confirmation is issued. Returns those that stay locked. Keys of other sources are not opened.
 */
export async function unlockKeys({ shared, folder, keys }: Unlocking): Promise<readonly LockedKey[]> {
  const locked: LockedKey[] = [];
  const { records } = await shared.read(KEY_RECORDS);
  for (const { keyId, manufacturerId, algorithm, state, place } of entriesOf(records)) {
    if (state !== 'active' || place.kind !== 'file' || !isPassphraseTyped(folder, place.file)) continue;
    try {
      await keys.activeKey(manufacturerId, algorithm);
    } catch (fault) {
      if (!(fault instanceof KeySourceError)) throw fault;
      locked.push({ keyId, manufacturerId, fault });
    }
  }
  return locked;
}

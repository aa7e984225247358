import { KeySourceError } from '../ports/key-source-error.ts';
import type { SigningKeys } from '../ports/signing-keys.ts';
import { isPassphraseTyped } from './file/key-files.ts';
import { readKeyIndex } from './key-index.ts';

/** A key that signs nothing in this process, and why: the message names the remedy. */
export type LockedKey = { readonly keyId: string; readonly manufacturerId: string; readonly fault: KeySourceError };

/**
 * Opens the active keys in files whose passphrases are typed, one after the other, so that the operator is asked at
 * the start and not while a confirmation is issued. Returns those that stay locked. Keys of other sources are not opened.
 */
export async function unlockKeys(folder: string, keys: SigningKeys): Promise<readonly LockedKey[]> {
  const locked: LockedKey[] = [];
  for (const { keyId, manufacturerId, algorithm, state, place } of readKeyIndex(folder)) {
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

import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import { changeKeys, type KeyDependencies } from './change-key.ts';

/** Signs with this key no longer, until it is activated again. What it signed stays good. */
export async function suspendKey(deps: KeyDependencies, keyId: string, by: string): Promise<Result<KeyRecord>> {
  const changed = await changeKeys(deps, [{ keyId, step: 'suspend' }], by);
  return changed.ok ? succeed(changed.value[0] as KeyRecord) : changed;
}

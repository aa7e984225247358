import { type Result, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import { authorize } from '../access/act.ts';
import { changeKeys, type KeyDependencies, keyOwner, keySubject } from './change-key.ts';

/** Signs with this key no longer, until it is activated again. What it signed stays good. */
export async function suspendKey(deps: KeyDependencies, keyId: string, actor: Actor): Promise<Result<KeyRecord>> {
  const permitted = await authorize(deps, actor, 'suspend-key', keySubject(keyId), await keyOwner(deps.ledger, keyId));
  if (!permitted.ok) return permitted;
  const changed = await changeKeys(deps, [{ keyId, step: 'suspend' }], actor);
  return changed.ok ? succeed(changed.value[0] as KeyRecord) : changed;
}

import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import { authorize } from '../access/act.ts';
import { type ActivateDependencies, activatableKey, activeKeyOf } from './activate-key.ts';
import { changeKeys, findKey, type KeyDependencies, keyOwner, keySubject } from './change-key.ts';

/**
 * Puts a key in the place of another of the same manufacturer in one step, so that it is never without one: the former
 * is retired, and what it signed stays good. `replaces` names it; else it is the active one of the same algorithm.
 */
export async function rotateKey(
  deps: ActivateDependencies,
  keyId: string,
  replaces: string | null,
  actor: Actor,
): Promise<Result<KeyRecord>> {
  const permitted = await authorize(deps, actor, 'rotate-key', keySubject(keyId), await keyOwner(deps.ledger, keyId));
  if (!permitted.ok) return permitted;
  const next = await activatableKey(deps, keyId);
  if (!next.ok) return next;
  const former = await formerKey(deps, next.value, replaces);
  if (!former.ok) return former;
  const isOfAnother = former.value.manufacturerId !== next.value.manufacturerId;
  if (isOfAnother) return refuse('key-unknown', { key: former.value.keyId });
  const { manufacturerId, algorithm } = next.value;
  const changes = [
    { keyId: former.value.keyId, step: 'retire' },
    { keyId, step: 'activate' },
  ] as const;
  const changed = await changeKeys(deps, changes, actor, (records) => {
    const active = activeKeyOf(records, manufacturerId, algorithm);
    const isFree = active === undefined || active.keyId === former.value.keyId;
    return isFree ? succeed(null) : refuse('key-active-already', { key: active.keyId });
  });
  return changed.ok ? succeed(changed.value[1] as KeyRecord) : changed;
}

async function formerKey(
  { ledger }: KeyDependencies,
  { manufacturerId, algorithm }: KeyRecord,
  replaces: string | null,
): Promise<Result<KeyRecord>> {
  if (replaces !== null) return findKey(ledger, replaces);
  const active = activeKeyOf(await ledger.list(), manufacturerId, algorithm);
  return active === undefined ? refuse('no-signing-key', { manufacturer: manufacturerId }) : succeed(active);
}

import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import { authorize } from '../access/act.ts';
import { changeKeys, type KeyDependencies, keyOwner, keySubject } from './change-key.ts';

/**
 * Says that since that instant somebody else may have signed with this key. It never signs again; what is proven to be
 * older stays good. The instant may be moved back later, never forward: it would make good again what was not. The CA
 * must be told as well, since verifiers elsewhere know only its revocation list.
 */
export async function markKeyCompromised(
  deps: KeyDependencies,
  keyId: string,
  since: IsoInstant,
  actor: Actor,
): Promise<Result<KeyRecord>> {
  const permitted = await authorize(
    deps,
    actor,
    'mark-key-compromised',
    keySubject(keyId),
    await keyOwner(deps.ledger, keyId),
  );
  if (!permitted.ok) return permitted;
  const now = deps.clock.now();
  // Judged again from the records as they stand when they are changed: of two marks at once the earlier instant wins.
  const isEarliest = (records: readonly KeyRecord[]): Result<null> => {
    const latest = records.find((record) => record.keyId === keyId)?.compromisedSince ?? now;
    return Date.parse(since) <= Date.parse(latest) ? succeed(null) : refuse('compromise-date-not-valid', { latest });
  };
  const change = { keyId, step: 'compromise', with: { compromisedSince: since } } as const;
  const changed = await changeKeys(deps, [change], actor, isEarliest);
  return changed.ok ? succeed(changed.value[0] as KeyRecord) : changed;
}

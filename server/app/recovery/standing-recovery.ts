import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';

export type Recovering = Pick<RecoveryRegister, 'state' | 'mayBeLost'>;

/** How long an answer that the database is sound counts, in ms: a set may be restored under instances that run. */
export const SOUND_MS = 3_000;

/**
 * What a registry may lack, as checks ask it: a database that was set back and is not repaired yet lacks everything that
 * happened since, withdrawals too.
 * @param now in ms, of a clock that nobody sets
 */
export function standingRecovery(
  recovery: Recovering,
  journal: Pick<Journal, 'standing'>,
  clock: Clock,
  now: () => number,
): Recovering {
  let soundUntil = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | null = null;
  const ask = async () => {
    const askedAt = now();
    const isSetBack = (await journal.standing()) === 'set-back';
    soundUntil = isSetBack ? Number.NEGATIVE_INFINITY : askedAt + SOUND_MS;
    return isSetBack;
  };
  const isSetBack = (): boolean | Promise<boolean> => {
    if (now() < soundUntil) return false;
    // All who come meanwhile hear the same answer.
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
  return {
    state: async () =>
      (await isSetBack()) ? { restoredAt: clock.now(), isComplete: false, confirmedAt: null } : recovery.state(),
    mayBeLost: async (number) => (await isSetBack()) || recovery.mayBeLost(number),
  };
}

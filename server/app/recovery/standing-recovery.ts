import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';

export type Recovering = Pick<RecoveryRegister, 'state' | 'mayBeLost'>;

/**
 * What a registry may lack, as checks ask it: a database that was set back and is not repaired yet lacks everything that
 * happened since, withdrawals too. Once it was found sound it is not asked again: nothing sets back a database that is open.
 */
export function standingRecovery(recovery: Recovering, journal: Pick<Journal, 'standing'>, clock: Clock): Recovering {
  let isSound = false;
  const isSetBack = async () => {
    if (!isSound) isSound = (await journal.standing()) === 'sound';
    return !isSound;
  };
  return {
    state: async () =>
      (await isSetBack()) ? { restoredAt: clock.now(), isComplete: false, confirmedAt: null } : recovery.state(),
    mayBeLost: async (number) => (await isSetBack()) || recovery.mayBeLost(number),
  };
}

import { mayLackWithdrawals } from '../../model/recovery/recovery-state.ts';
import { JournalFault } from '../../ports/journal.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';

type State = Pick<RecoveryRegister, 'state'>;

/**
 * Why the store may call tokens and keys good that were ended: it was set back and is not repaired yet, or was restored without
 * all of the journal and nobody has confirmed it. Null where it is sound, or where nothing outside the store can be read to
 * hold it against. Throws what the store throws.
 * @param standing the same as `standingRecovery` tells it
 */
export async function endsUnknown(
  recovery: State,
  standing: State,
): Promise<'store-set-back' | 'restore-not-confirmed' | null> {
  try {
    if (!mayLackWithdrawals(await standing.state())) return null;
  } catch (fault) {
    if (fault instanceof JournalFault) return null;
    throw fault;
  }
  return mayLackWithdrawals(await recovery.state()) ? 'restore-not-confirmed' : 'store-set-back';
}

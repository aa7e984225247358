import type { LineStatus } from '#core/confirmation/confirmation.ts';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import type { LineLookUp } from '../../ports/line-look-up.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';

/** What anybody may learn who knows a number and the end of one of its VINs: how that line stands. */
export type LineStatusView = {
  readonly number: string;
  readonly standing: LineStatus;
  readonly destination: string;
  readonly test: boolean;
};

/** Fewest characters of the VIN's end that are asked for. */
export const VIN_TAIL_LENGTH = 6;

export type LookUpDependencies = {
  readonly lookUps: LineLookUp;
  readonly recovery: Pick<RecoveryRegister, 'state' | 'mayBeLost'>;
};

/**
 * The public look-up. Numbers are sequential, so every miss gives the same answer: a wrong number, a wrong VIN,
 * and a tail that fits several vehicles. `LineLookUp` keeps the times alike, too. Refused with `registry-not-complete` where
 * the registry was restored and does not know any more whether the number was issued, or the line withdrawn.
 */
export async function lookUpConfirmation(
  { lookUps, recovery }: LookUpDependencies,
  asked: { readonly number: string; readonly vinTail: string },
): Promise<Result<LineStatusView>> {
  const known = parseConfirmationNumber(asked.number);
  const tail = normalizeVin(asked.vinTail);
  if (known === null || tail.length < VIN_TAIL_LENGTH)
    return refuse('confirmation-not-found', { asked: 'vehicle', number: '' });
  if (await recovery.mayBeLost(known.number)) return refuse('registry-not-complete');
  const [line, another] = await lookUps.linesByTail(known.number, tail, 2);
  if (line === undefined || another !== undefined)
    return refuse('confirmation-not-found', { asked: 'vehicle', number: '' });
  const { standing, destination, test } = line;
  if (standing.status === 'live' && (await isUnconfirmed(recovery))) return refuse('registry-not-complete');
  return succeed({ number: known.number, standing, destination, test });
}

async function isUnconfirmed(recovery: Pick<RecoveryRegister, 'state'>): Promise<boolean> {
  const state = await recovery.state();
  return state !== null && !state.isComplete && state.confirmedAt === null;
}

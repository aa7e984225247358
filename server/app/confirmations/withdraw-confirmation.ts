import { z } from 'zod';
import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { MOST_VEHICLES, WITHDRAWAL_REASONS } from '#core/confirmation/confirmation.ts';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Registry } from '../../ports/registry.ts';
import { fieldProblem, shapeProblems } from './confirmation-request.ts';

export const withdrawalRequestSchema = z.strictObject({
  reason: z.enum(WITHDRAWAL_REASONS).meta({ description: 'Why it is withdrawn' }),
  vins: z
    .array(z.string().trim().min(1).max(40))
    .min(1)
    .max(MOST_VEHICLES)
    .optional()
    .meta({ description: 'The vehicles to withdraw; without it the whole confirmation' }),
});

type WithdrawDependencies = { readonly clock: Clock; readonly registry: Pick<Registry, 'withdraw'> };

/** Withdraws a whole confirmation, or some of its vehicles: all of them or, when one is wrong, none. */
export async function withdrawConfirmation(
  deps: WithdrawDependencies,
  number: string,
  input: unknown,
  by: string,
): Promise<Result<RegisteredConfirmation>> {
  const parsed = withdrawalRequestSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const known = parseConfirmationNumber(number);
  if (known === null) return refuse('confirmation-not-found', { asked: 'number', number: number.slice(0, 40) });
  const vins = parsed.data.vins?.map(normalizeVin) ?? null;
  const outcome = await deps.registry.withdraw({
    number: known.number,
    vins,
    reason: parsed.data.reason,
    by,
    at: deps.clock.now(),
  });
  switch (outcome.kind) {
    case 'withdrawn':
      return succeed(outcome.confirmation);
    case 'not-found':
      return refuse('confirmation-not-found', { asked: 'number', number: known.number });
    case 'already-withdrawn':
      return refuse('already-withdrawn', { number: known.number });
    case 'vin-not-in-confirmation':
      return refuse(
        'request-not-valid',
        {},
        outcome.vins.map((vin) => fieldProblem(`/vins/${vins?.indexOf(vin) ?? 0}`, 'vin-not-in-confirmation', { vin })),
      );
  }
}

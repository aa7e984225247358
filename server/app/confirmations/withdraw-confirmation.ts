import { z } from 'zod';
import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { MAX_VEHICLES, WITHDRAWAL_REASONS } from '#core/confirmation/confirmation.ts';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { inspectVin, normalizeVin } from '#core/confirmation/vin.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { Registry, Withdrawal } from '../../ports/registry.ts';
import { type ActDependencies, authorize, performInStore } from '../access/act.ts';
import { fieldProblem } from './confirmation-request.ts';
import { confirmationNotFound } from './find-confirmation.ts';
import { readInput } from './read-input.ts';

export const withdrawalRequestSchema = z.strictObject({
  reason: z.enum(WITHDRAWAL_REASONS).meta({ description: 'Why it is withdrawn' }),
  vins: z
    .array(z.string().trim().min(1).max(40))
    .min(1)
    .max(MAX_VEHICLES)
    .optional()
    .meta({ description: 'The vehicles to withdraw; without it the whole confirmation' }),
});

type WithdrawDependencies = ActDependencies & { readonly registry: Pick<Registry, 'find' | 'withdraw'> };

/** Withdraws a whole confirmation, or some of its vehicles: all of them or, when one is wrong, none. */
export async function withdrawConfirmation(
  deps: WithdrawDependencies,
  number: string,
  input: unknown,
  actor: Actor,
): Promise<Result<RegisteredConfirmation>> {
  const asked = parseConfirmationNumber(number)?.number ?? null;
  const known = asked === null ? null : await deps.registry.find(asked);
  const owner = known === null ? {} : { manufacturerId: known.manufacturerId };
  const permitted = await authorize(deps, actor, 'withdraw-confirmation', subjectOf(number), owner);
  if (!permitted.ok) return permitted;
  const parsed = readInput(withdrawalRequestSchema, input);
  if (!parsed.ok) return parsed;
  if (known === null) return confirmationNotFound(number);
  const { reason } = parsed.value;
  const vins = parsed.value.vins?.map(normalizeVin) ?? null;
  const act = {
    stream: manufacturerStream(known.manufacturerId),
    actor,
    action: 'withdraw-confirmation',
    subject: subjectOf(known.number),
    detail: { reason },
  } as const;
  return performInStore(deps, act, () =>
    withdraw(deps, { number: known.number, vins, reason, by: actor, at: deps.clock.now() }),
  );
}

function subjectOf(number: string) {
  return { kind: 'confirmation', id: number } as const;
}

async function withdraw(
  { registry }: WithdrawDependencies,
  withdrawal: Withdrawal,
): Promise<Result<RegisteredConfirmation>> {
  const { number, vins } = withdrawal;
  const outcome = await registry.withdraw(withdrawal);
  switch (outcome.kind) {
    case 'withdrawn':
      return succeed(outcome.confirmation);
    case 'not-found':
      return confirmationNotFound(number);
    case 'already-withdrawn':
      return refuse('already-withdrawn', { number });
    case 'vin-not-in-confirmation':
      return refuse(
        'request-not-valid',
        {},
        outcome.vins.map((vin) =>
          fieldProblem(`/vins/${vins?.indexOf(vin) ?? 0}`, 'vin-not-in-confirmation', { vin }, vinsMeant(vin)),
        ),
      );
  }
}

function vinsMeant(vin: string): readonly string[] {
  return inspectVin(vin).flatMap(({ suggestions }) => suggestions);
}

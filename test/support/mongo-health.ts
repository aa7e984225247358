import type { Connection } from 'mongoose';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { modelsOf } from '../../server/stores/mongo/database.ts';

/**
 * What contradicts itself in a database that nobody uses now, or what instances had answered (numbers by whatever names the
 * request): empty where all holds. Each confirmation has three vehicles.
 */
export async function mongoProblems(
  connection: Connection,
  answered: ReadonlyMap<unknown, string>,
): Promise<readonly string[]> {
  const { confirmations, lines, entries } = modelsOf(connection);
  const all = await confirmations.find().lean();
  const live = new Set(all.filter(({ state }) => state === 'live').map(({ _id }) => _id));
  const inForce = (await lines.find({ status: 'live' }).lean()).map(({ vin }) => vin);
  const claims = await lines.find({ claims: 'reserved' }).lean();
  const sequences = all.map(({ _id }) => parseConfirmationNumber(_id)?.sequence);
  const phases = { $in: ['succeeded', 'failed'] as const };
  const ended = await entries.find({ action: 'issue-confirmation', phase: phases }).lean();
  const told = ended.map(({ subject }) => subject.id);
  return [
    ...[...answered.values()]
      .filter((number) => !live.has(number))
      .map((number) => `${number} was answered and is gone`),
    ...unless(new Set(answered.values()).size === answered.size, 'a number was answered twice'),
    ...unless(new Set(sequences).size === all.length, 'a number was given twice'),
    ...unless(new Set(inForce).size === inForce.length, 'a VIN is in force twice'),
    ...unless(inForce.length === 3 * live.size, 'a confirmation lacks lines'),
    ...claims.map(({ number, vin }) => `${number} still holds ${vin}`),
    ...unless(sameOnes(told, all), 'the audit log does not say once what became of each number'),
  ];
}

function sameOnes(told: readonly string[], all: readonly { readonly _id: string }[]): boolean {
  return (
    told.toSorted().join() ===
    all
      .map(({ _id }) => _id)
      .toSorted()
      .join()
  );
}

function unless(holds: boolean, problem: string): readonly string[] {
  return holds ? [] : [problem];
}

/** How many numbers were counted that no record has: an instance died between the two steps. */
export async function numbersLost(connection: Connection): Promise<number> {
  const { confirmations, counters } = modelsOf(connection);
  const counted = (await counters.find().lean()).reduce((sum, { last }) => sum + last, 0);
  return counted - (await confirmations.countDocuments());
}

/** How many reservations are open. */
export function openReservations(connection: Connection): Promise<number> {
  return modelsOf(connection)
    .confirmations.countDocuments({ leaseUntil: { $exists: true } })
    .exec();
}

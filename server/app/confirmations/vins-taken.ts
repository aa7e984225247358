import type { FieldProblem } from '#core/confirmation/errors.ts';
import { fieldProblem } from './confirmation-request.ts';

/** One field problem for each line whose VIN another confirmation holds: live under that number, or being issued. */
export function vinsTaken(
  taken: readonly { readonly vin: string; readonly number: string | null }[],
  vins: readonly string[],
): readonly FieldProblem[] {
  const holders = new Map(taken.map(({ vin, number }) => [vin, number]));
  return vins.flatMap((vin, index) => {
    const number = holders.get(vin);
    if (number === undefined) return [];
    const pointer = `/vehicles/${index}/vin`;
    return number === null
      ? fieldProblem(pointer, 'vin-being-confirmed', { vin })
      : fieldProblem(pointer, 'vin-already-confirmed', { vin, number });
  });
}

import type { FieldProblem } from '../domain/errors.ts';
import { fieldProblem } from './confirmation-request.ts';

/** One field problem for each VIN that another confirmation holds: live under that number, or being issued. */
export function vinsTaken(
  taken: readonly { readonly vin: string; readonly number: string | null }[],
  vins: readonly string[],
): readonly FieldProblem[] {
  return taken.map(({ vin, number }) => {
    const pointer = `/vehicles/${vins.indexOf(vin)}/vin`;
    return number === null
      ? fieldProblem(pointer, 'vin-being-confirmed', { vin })
      : fieldProblem(pointer, 'vin-already-confirmed', { vin, number });
  });
}

import type { FieldProblem } from '#core/confirmation/errors.ts';
import type { Registry } from '../../ports/registry.ts';
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

/** Without the numbers under which another manufacturer confirmed a vehicle. Null: it is not known for which one it is asked. */
export async function withoutOthersNumbers(
  { registry }: { readonly registry: Pick<Registry, 'find'> },
  taken: readonly FieldProblem[],
  manufacturerId: string | null,
): Promise<readonly FieldProblem[]> {
  if (manufacturerId === null) return taken;
  const numbers = new Set(taken.flatMap(({ data }) => (typeof data.number === 'string' ? data.number : [])));
  const found = await Promise.all([...numbers].map((number) => registry.find(number)));
  const own = new Set(found.flatMap((one) => (one?.manufacturerId === manufacturerId ? one.number : [])));
  return taken.map((problem) => {
    const { number, vin = '' } = problem.data;
    if (typeof number !== 'string' || own.has(number)) return problem;
    return fieldProblem(problem.pointer, 'vin-held-by-another', { vin });
  });
}

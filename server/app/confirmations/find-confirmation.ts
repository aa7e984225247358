import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { parseConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { Registry } from '../../ports/registry.ts';

/** The issued confirmation of that number, however it is typed. */
export async function findConfirmation(
  registry: Pick<Registry, 'find'>,
  number: string,
): Promise<Result<RegisteredConfirmation>> {
  const known = parseConfirmationNumber(number);
  const found = known === null ? null : await registry.find(known.number);
  return found === null
    ? refuse('confirmation-not-found', { asked: 'number', number: number.slice(0, 40) })
    : succeed(found);
}

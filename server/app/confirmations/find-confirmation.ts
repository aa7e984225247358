import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import type { Registry } from '../../ports/registry.ts';
import { fieldProblem } from './confirmation-request.ts';

/** The issued confirmation of that number, however it is typed. */
export async function findConfirmation(
  registry: Pick<Registry, 'find'>,
  number: string,
): Promise<Result<RegisteredConfirmation>> {
  const asked = readTyped('number', number);
  const found = asked.kind === 'read' ? await registry.find(asked.text) : null;
  return found === null ? confirmationNotFound(number) : succeed(found);
}

const MAX_NUMBER_LENGTH = 40;

/** Refuses a number that names no confirmation; one that no confirmation can have is told apart, with what was perhaps meant. */
export function confirmationNotFound(number: string) {
  const asked = readTyped('number', number);
  const fields = asked.kind === 'ask' ? [fieldProblem('/number', asked.code, asked.data, asked.suggestions)] : [];
  const known = asked.kind === 'read' ? asked.text : number.slice(0, MAX_NUMBER_LENGTH);
  return refuse('confirmation-not-found', { asked: 'number', number: known }, fields);
}

import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import type { Actor } from '../../model/access/actor.ts';
import { isPermitted, type Owner } from '../../model/access/permissions.ts';
import type { Registry } from '../../ports/registry.ts';
import type { ActDependencies } from '../access/act.ts';
import { readable } from '../access/read.ts';
import { fieldProblem } from './confirmation-request.ts';

export type FindDependencies = Pick<ActDependencies, 'auditLog' | 'clock'> & {
  readonly registry: Pick<Registry, 'find'>;
};

/** The issued confirmation of that number, however it is typed. One that the actor may not read is not found. */
export async function findConfirmation(
  deps: FindDependencies,
  number: string,
  actor: Actor,
): Promise<Result<RegisteredConfirmation>> {
  const permitted = await readable(deps, actor, 'read-confirmations', { kind: 'confirmation', id: number });
  if (!permitted.ok) return permitted;
  const asked = readTyped('number', number);
  const found = asked.kind === 'read' ? await deps.registry.find(asked.text) : null;
  return found === null || !isPermitted(actor, 'read-confirmations', ownerOf(found))
    ? confirmationNotFound(number)
    : succeed(found);
}

/** Whose a confirmation is. */
function ownerOf({ manufacturerId, content }: RegisteredConfirmation): Owner {
  return { manufacturerId, exporterUscc: content.exporter.uscc };
}

const MAX_NUMBER_LENGTH = 40;

/** Refuses a number that names no confirmation; one that no confirmation can have is told apart, with what was perhaps meant. */
export function confirmationNotFound(number: string) {
  const asked = readTyped('number', number);
  const fields = asked.kind === 'ask' ? [fieldProblem('/number', asked.code, asked.data, asked.suggestions)] : [];
  const known = asked.kind === 'read' ? asked.text : number.slice(0, MAX_NUMBER_LENGTH);
  return refuse('confirmation-not-found', { asked: 'number', number: known }, fields);
}

import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { hasRole } from '../../model/access/organisation.ts';
import type { SecondFactors } from '../../ports/accounts.ts';
import type { Collections } from '../../ports/collections.ts';
import type { Limits } from '../../ports/limits.ts';
import { activeOrganisation } from './identify-person.ts';
import { findPerson } from './people-records.ts';

export type ConfirmDependencies = {
  readonly secondFactors: () => Promise<Pick<SecondFactors, 'use'>>;
  readonly limits: Limits;
};

const WINDOW_MS = 15 * 60_000;
/** Wrong codes of one person. */
export const WRONG_CODES = 10;

/**
 * Whether this code is the one that the second factor of this person shows now; it is used then. `code-wrong` also for one that was
 * used before; `sign-in-limited` after too many wrong ones, for all instances and over their restarts.
 */
export async function confirmSecondFactor(
  { secondFactors, limits }: ConfirmDependencies,
  { kind, id }: Actor,
  code: string,
): Promise<Result<null>> {
  if (kind !== 'person') return refuse('person-needed');
  const tried = await limits.take({ kind: 'approval-code', key: id, cost: 1, limit: WRONG_CODES, windowMs: WINDOW_MS });
  if (tried.taken === 0)
    return refuse('sign-in-limited', { minutes: Math.max(1, Math.ceil(tried.resetsInMs / 60_000)) });
  const used = await (await secondFactors()).use(id, code);
  if (used === 'wrong') return refuse('code-wrong');
  await tried.giveBack(1);
  return succeed(null);
}

/** Whether the person who approved something is still a sealer of the organisation that it was done for. */
export async function isStillSealer(
  { collections }: { readonly collections: Pick<Collections, 'find'> },
  { id, organisation }: Actor,
): Promise<boolean> {
  const person = await findPerson(collections, id);
  if (person === null || person.state !== 'active' || person.organisationId !== organisation?.id) return false;
  const now = await activeOrganisation(collections, person.organisationId);
  if (now === null || now.manufacturerId !== organisation.manufacturerId) return false;
  return person.roles.includes('sealer') && hasRole(now.kind, 'sealer');
}

import { z } from 'zod';
import { type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { authorize } from '../access/act.ts';
import { CODE, REASON } from '../access/reason-and-code.ts';
import { shapeProblems } from '../confirmations/confirmation-request.ts';
import { type AddedList, addRevocationLists, type ListDependencies, type ListFile } from './change-revocation-lists.ts';

export type GiveListDependencies = ListDependencies & {
  /** Whether this code is the one that the second factor of this person shows now; it counts once. */
  readonly confirmSecondFactor: (actor: Actor, code: string) => Promise<Result<null>>;
};

const givingSchema = z.strictObject({ reason: REASON, code: CODE });

/** One person gives a revocation list that a known authority signed, for a reason and with the second factor. */
export async function giveRevocationList(
  deps: GiveListDependencies,
  file: ListFile,
  input: unknown,
  actor: Actor,
): Promise<Result<AddedList>> {
  const permitted = await authorize(deps, actor, 'add-revocation-list', { kind: 'revocation-list', id: file.file });
  if (!permitted.ok) return permitted;
  if (actor.kind !== 'person') return refuse('person-needed');
  const parsed = givingSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
  const { reason, code } = parsed.data;
  const confirm = () => deps.confirmSecondFactor(actor, code);
  const [outcome] = await addRevocationLists(deps, [file], actor, { reason, confirm, onlyProven: true });
  return outcome?.result ?? refuse('revocation-list-not-valid', { file: file.file });
}

import { type Result, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { authorize } from '../access/act.ts';
import { type ConfirmSecondFactor, reasonAndCodeSchema } from '../access/reason-and-code.ts';
import { readInput } from '../confirmations/read-input.ts';
import { type AddedList, addRevocationLists, type ListDependencies, type ListFile } from './change-revocation-lists.ts';

export type GiveListDependencies = ListDependencies & {
  readonly confirmSecondFactor: ConfirmSecondFactor;
};

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
  const parsed = readInput(reasonAndCodeSchema, input);
  if (!parsed.ok) return parsed;
  const { reason, code } = parsed.value;
  const confirm = () => deps.confirmSecondFactor(actor, code);
  const [outcome] = await addRevocationLists(deps, [file], actor, { reason, confirm, onlyProven: true });
  return outcome?.result ?? refuse('revocation-list-not-valid', { file: file.file });
}

import { type Result, refuse } from '#core/confirmation/errors.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import { approveSealVersion } from '../../model/seals/seal-steps.ts';
import type { Collections } from '../../ports/collections.ts';
import { isOneHand } from '../people/one-hand.ts';
import { changeSeal, type SealDependencies, type SealTarget } from './change-seals.ts';

export type ApproveSealDependencies = SealDependencies & { readonly collections: Pick<Collections, 'find'> };

/**
 * A second person approves a proposed version: from then on it seals on the days of its interval. An access key is no other
 * person than who made it.
 */
export async function approveSeal(deps: ApproveSealDependencies, target: SealTarget): Promise<Result<SealVersion>> {
  const isOfOneHand = await ofOneHand(deps, target);
  return changeSeal(deps, target, {
    step: (seal, step) =>
      isOfOneHand && seal.state === 'proposed'
        ? refuse('seal-approved-by-proposer', { version: String(seal.version) })
        : approveSealVersion(seal, step),
    action: 'approve-seal',
  });
}

/** Who proposed a version stays as it is: it can be asked before the version is held. */
async function ofOneHand(
  { collections, seals }: ApproveSealDependencies,
  { manufacturerId, version, actor }: SealTarget,
): Promise<boolean> {
  const found = (await seals.list(manufacturerId)).find((candidate) => candidate.version === version);
  return found !== undefined && (await isOneHand(collections, actor, found.proposedBy));
}

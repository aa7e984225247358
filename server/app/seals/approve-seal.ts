import type { Result } from '#core/confirmation/errors.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import { approveSealVersion } from '../../model/seals/seal-steps.ts';
import { changeSeal, type SealDependencies, type SealTarget } from './change-seals.ts';

/** A second person approves a proposed version: from then on it seals on the days of its interval. */
export function approveSeal(deps: SealDependencies, target: SealTarget): Promise<Result<SealVersion>> {
  return changeSeal(deps, target, { step: approveSealVersion, action: 'approve-seal' });
}

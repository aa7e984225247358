import type { Result } from '../domain/errors.ts';
import type { SealVersion } from '../domain/seal.ts';
import { approveSealVersion } from '../domain/seal-steps.ts';
import { changeSeal, type SealDependencies, type SealTarget } from './change-seals.ts';

/** A second person approves a proposed version: from then on it seals on the days of its interval. */
export function approveSeal(deps: SealDependencies, target: SealTarget): Promise<Result<SealVersion>> {
  return changeSeal(deps, target, { step: approveSealVersion, action: 'seal-approved' });
}

import type { Result } from '#core/confirmation/errors.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import { retireSealVersion } from '../../model/seals/seal-steps.ts';
import { changeSeal, type SealDependencies, type SealTarget } from './change-seals.ts';

/** Ends a version for good, or turns a proposal down; what it sealed stays good. */
export function retireSeal(deps: SealDependencies, target: SealTarget): Promise<Result<SealVersion>> {
  return changeSeal(deps, target, { step: retireSealVersion, action: 'retire-seal' });
}

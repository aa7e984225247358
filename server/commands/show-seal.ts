import { describeSeal } from '../app/seals/describe-seal.ts';
import type { SealVersion } from '../model/seals/seal.ts';

/** A version of a seal for a terminal: JSON on one line, or a line of words. `inForce` where that was asked. */
export function showSeal(seal: SealVersion, json: boolean, inForce?: boolean): string {
  const described = { ...describeSeal(seal), ...(inForce === undefined ? {} : { inForce }) };
  if (json) return JSON.stringify(described);
  const { manufacturerId, version, state, picture, from, until, proposedBy, approvedBy, retiredBy } = described;
  return [
    `${manufacturerId} ${version}`,
    inForce === true ? `${state}, in force` : state,
    picture ?? 'registered-data',
    `${from} – ${until ?? '…'}`,
    `proposed by ${proposedBy}`,
    ...(approvedBy === null ? [] : [`approved by ${approvedBy}`]),
    ...(retiredBy === null ? [] : [`retired by ${retiredBy}`]),
  ].join('  ');
}

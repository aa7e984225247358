import type { Limit } from './control-time.ts';
import type { ValidationResult } from './validation.ts';

export type LimitsQuestion = {
  /** Whether the signature is of a time before the signer's certificate began. */
  readonly isEarly: boolean;
  /** By then (ms) it did not exist yet; null where nothing says so. */
  readonly madeAfter: number | null;
  /** Whether the whole path is proven not to be revoked up to a moment (ms). */
  readonly isGoodAt: (at: number) => boolean;
};

export type LimitsConclusion = {
  readonly result: ValidationResult;
  /** The limit that decided; null where none did. */
  readonly decisive: Limit | null;
};

/** Worst first: what is certain, then what is suspended, then what could not be learnt, and last what has merely ended. */
const ORDER: readonly Limit['kind'][] = ['revoked', 'held', 'unproven', 'unknown', 'stale', 'expired'];

/**
 * Concludes from every limit that the proven moment exceeds (ETSI EN 319 102-1, 5.2.6, 5.5.4 and 5.6.2):
 *
 * | what limits it | indication | sub-indication |
 * | --- | --- | --- |
 * | the certificate begins later | TOTAL-FAILED | NOT_YET_VALID |
 * | revoked, and certainly made after that | TOTAL-FAILED | REVOKED |
 * | revoked: the signer's, a CA's | INDETERMINATE | REVOKED_NO_POE, REVOKED_CA_NO_POE |
 * | on hold | INDETERMINATE | TRY_LATER |
 * | ended, and certainly made after that | TOTAL-FAILED | EXPIRED |
 * | the signer's ended, and is proven good up to its end | INDETERMINATE | OUT_OF_BOUNDS_NOT_REVOKED |
 * | ended | INDETERMINATE | OUT_OF_BOUNDS_NO_POE |
 * | what says good may itself be forged | INDETERMINATE | NO_POE |
 * | nothing says good, or not recently enough | INDETERMINATE | TRY_LATER |
 * | nothing | TOTAL-PASSED | |
 */
export function concludeLimits(failing: readonly Limit[], question: LimitsQuestion): LimitsConclusion {
  const decisive = ORDER.map((kind) => failing.find((limit) => limit.kind === kind)).find(Boolean) ?? null;
  return { result: resultOf(failing, question), decisive };
}

function resultOf(failing: readonly Limit[], { isEarly, madeAfter, isGoodAt }: LimitsQuestion): ValidationResult {
  const having = (...kinds: readonly Limit['kind'][]) => failing.find(({ kind }) => kinds.includes(kind));
  const isAfter = ({ depth, until }: Limit) => depth === 0 && madeAfter !== null && madeAfter > until;
  if (isEarly) return { indication: 'TOTAL-FAILED', subIndication: 'NOT_YET_VALID' };
  const revoked = having('revoked');
  if (revoked !== undefined) {
    if (isAfter(revoked)) return { indication: 'TOTAL-FAILED', subIndication: 'REVOKED' };
    return { indication: 'INDETERMINATE', subIndication: revoked.depth === 0 ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE' };
  }
  if (having('held') !== undefined) return { indication: 'INDETERMINATE', subIndication: 'TRY_LATER' };
  const ended = having('expired');
  if (ended !== undefined) {
    if (isAfter(ended)) return { indication: 'TOTAL-FAILED', subIndication: 'EXPIRED' };
    const isProvenGood = ended.depth === 0 && isGoodAt(ended.until);
    return {
      indication: 'INDETERMINATE',
      subIndication: isProvenGood ? 'OUT_OF_BOUNDS_NOT_REVOKED' : 'OUT_OF_BOUNDS_NO_POE',
    };
  }
  if (having('unproven') !== undefined) return { indication: 'INDETERMINATE', subIndication: 'NO_POE' };
  if (having('unknown', 'stale') !== undefined) return { indication: 'INDETERMINATE', subIndication: 'TRY_LATER' };
  return { indication: 'TOTAL-PASSED', subIndication: null };
}

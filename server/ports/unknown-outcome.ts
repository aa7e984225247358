/**
 * A fault of a store that was asked to write and did not answer: what was asked for may be done all the same. Whoever records
 * what came of an act records nothing then.
 */
export type UnknownOutcome = Error & { readonly outcome: 'unknown' };

export function isOutcomeUnknown(fault: unknown): fault is UnknownOutcome {
  return fault instanceof Error && 'outcome' in fault && fault.outcome === 'unknown';
}

import type { ProblemCode } from '#core/confirmation/errors.ts';

/** What is wrong with one row alone: the others go on. */
const OF_ROW: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'request-not-valid',
  'content-changed',
  'idempotency-key-reused',
  'document-not-faithful',
  'document-too-large',
  'internal-error',
]);

/** What passes by itself: the row is asked for again, after a pause. */
const PASSING: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'being-issued',
  'busy',
  'clock-behind',
  'file-store-unusable',
  'journal-unavailable',
  'keys-unreadable',
  'reservation-ended',
  'revocation-unavailable',
  'signing-key-not-here',
  'signing-key-unavailable',
  'store-busy',
  'store-not-writable',
  'time-stamp-unavailable',
  'trust-list-unreadable',
]);

/** What a refusal means: `row` fails alone, `passing` is tried again, `batch` would befall every row, so that a person has to look. */
export type RefusalKind = 'row' | 'passing' | 'batch';

export function refusalKind(code: ProblemCode): RefusalKind {
  if (OF_ROW.has(code)) return 'row';
  return PASSING.has(code) ? 'passing' : 'batch';
}

/** How often in a row a batch is refused with what should pass, before it is paused. */
export const MAX_FAILURES = 6;
const FIRST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 30_000;

/** How long nothing of a batch is begun after so many such refusals, in ms: twice as long each time. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

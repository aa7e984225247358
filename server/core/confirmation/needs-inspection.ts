import type { CheckCode } from './errors.ts';
import type { Verdict } from './verdict.ts';

/** After these there is no signature that could be described, or nobody who could say whose it is. */
const NOTHING_TO_INSPECT: ReadonlySet<CheckCode> = new Set([
  'not-a-pdf',
  'file-malformed',
  'file-encrypted',
  'limit-exceeded',
  'reader-failed',
  'reader-timed-out',
  'file-unsigned',
  'trust-unknown',
]);

/**
 * Whether a file carries signatures of which the verdict tells little, because it is not established as a confirmation:
 * signed by somebody else, changed after it was signed, or another kind of document.
 */
export function needsInspection(verdict: Verdict): boolean {
  if (verdict.confirmation !== null || verdict.verdict !== 'not-valid') return false;
  return !verdict.checks.some(({ outcome, code }) => outcome !== 'passed' && NOTHING_TO_INSPECT.has(code));
}

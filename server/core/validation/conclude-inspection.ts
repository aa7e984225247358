import { isSuspect, isUnsupported } from './describe-signature.ts';
import type { InspectedSignature, Inspection, InspectionOutcome } from './inspection.ts';

/** The outcome of a file: the worst of its signatures, and nothing clean where it can be read in two ways. */
export function concludeInspection(signatures: readonly InspectedSignature[], problems: readonly string[]): Inspection {
  const once = [...new Set(problems)];
  return { outcome: outcomeOf(signatures, once), signatures, problems: once };
}

/** What is wrong with a file just because no signature of its form is left. */
const OF_NO_SIGNATURE: ReadonlySet<string> = new Set(['signature-removed', 'signature-outside-form']);

function outcomeOf(signatures: readonly InspectedSignature[], problems: readonly string[]): InspectionOutcome {
  if (signatures.length === 0) return problems.some((code) => OF_NO_SIGNATURE.has(code)) ? 'suspect' : 'unsigned';
  if (problems.length > 0 || signatures.some(isSuspect)) return 'suspect';
  return signatures.some(isUnsupported) ? 'unsupported' : 'clean';
}

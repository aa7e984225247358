import { isSuspect, isUnsupported } from './describe-signature.ts';
import type { InspectedChange, InspectedSignature, Inspection, InspectionOutcome } from './inspection.ts';

/** The outcome of a file: the worst of its signatures, and nothing clean where it can be read in two ways. */
export function concludeInspection(
  signatures: readonly InspectedSignature[],
  changes: readonly InspectedChange[],
  { problems, notes }: Pick<Inspection, 'problems' | 'notes'>,
): Inspection {
  const once = [...new Set(problems)];
  return { outcome: outcomeOf(signatures, changes, once), changes, signatures, problems: once, notes };
}

/** What is wrong with a file just because no signature of its form is left. */
export const OF_NO_SIGNATURE: ReadonlySet<string> = new Set(['signature-removed', 'signature-outside-form']);

function outcomeOf(
  signatures: readonly InspectedSignature[],
  changes: readonly InspectedChange[],
  problems: readonly string[],
): InspectionOutcome {
  if (signatures.length === 0) return withoutSignature(problems);
  if (problems.length > 0 || signatures.some(isSuspect)) return 'suspect';
  if (signatures.some(isUnsupported)) return 'unsupported';
  return changes.length > 0 ? 'amended' : 'clean';
}

function withoutSignature(problems: readonly string[]): InspectionOutcome {
  if (problems.some((code) => OF_NO_SIGNATURE.has(code))) return 'suspect';
  if (!problems.includes('signature-elsewhere')) return 'unsigned';
  // The form may not have been found for what is wrong with the file.
  return problems.length > 1 ? 'suspect' : 'unsupported';
}

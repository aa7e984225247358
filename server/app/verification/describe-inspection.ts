import type { Inspection } from '#core/validation/inspection.ts';
import type { Words } from '../../i18n/words.ts';
import { INSPECTION_CODES } from './inspection-codes.ts';

/** What a problem of an inspection means, in one sentence. */
export function problemSentence(code: string, words: Words): string {
  return words.text(`inspections.problems.${INSPECTION_CODES.has(code) ? code : 'other'}`, { code });
}

/** An inspection as the API gives it: with a sentence for each code that it names. */
export function describeInspection(inspection: Inspection, words: Words) {
  const codes = [...inspection.problems, ...inspection.signatures.flatMap(({ problems }) => problems)];
  return { ...inspection, sentences: Object.fromEntries(codes.map((code) => [code, problemSentence(code, words)])) };
}

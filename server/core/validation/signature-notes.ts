import { LIMIT_CODES, type PdfSignatureEvidence } from '#core/cms/pdf-signature-evidence.ts';
import { factsOf } from './gather-validation-data.ts';
import type { InspectionNote } from './inspection.ts';

const LIMITS: ReadonlySet<string> = new Set(LIMIT_CODES);

/** What is to be said of a signature beside what is wrong with it, each code once; and the bound that it goes beyond. */
export function notesOf(field: string, evidence: PdfSignatureEvidence | null): readonly InspectionNote[] {
  if (evidence === null) return [];
  const warnings = new Set(factsOf(evidence)?.warnings ?? []);
  const notes: readonly InspectionNote[] = [...warnings].map((code) => ({ code, where: `signature ${field}` }));
  const isBeyond = evidence.kind === 'unsupported' && LIMITS.has(evidence.code);
  return isBeyond ? [...notes, { code: 'limit-exceeded', where: `limit ${evidence.detail}` }] : notes;
}

import { MALFORMED_CODES } from '#core/asn1/malformed.ts';
import { PDF_SIGNATURE_PROBLEMS, UNSUPPORTED_CODES } from '#core/cms/pdf-signature-evidence.ts';
import { FILE_FINDINGS, SIGNATURE_PROBLEMS } from '#core/confirmation/errors.ts';
import { CHANGE_CODES, INSPECTION_PROBLEMS } from '#core/validation/inspection.ts';

/** Every code that an inspection can name as a problem: each has a sentence in every locale (`inspections.problems`). */
export const INSPECTION_CODES: ReadonlySet<string> = new Set([
  ...CHANGE_CODES,
  ...INSPECTION_PROBLEMS,
  ...FILE_FINDINGS,
  ...SIGNATURE_PROBLEMS,
  ...PDF_SIGNATURE_PROBLEMS,
  ...UNSUPPORTED_CODES,
  ...MALFORMED_CODES,
  'cms-too-large',
]);

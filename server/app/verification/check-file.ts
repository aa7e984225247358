import { type Result, succeed } from '#core/confirmation/errors.ts';
import { needsInspection } from '#core/confirmation/needs-inspection.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import type { CheckedFile } from '../../model/verification/kept-result.ts';
import { sha256Hex } from '../digest.ts';
import type { Inspect } from './inspect-pdf.ts';
import type { VerificationRequest } from './verify-document.ts';

export type CheckFileDependencies = {
  readonly verifyDocument: (request: VerificationRequest) => Promise<Result<Verdict>>;
  readonly inspect: Inspect;
};

/** What a name must not do to a page or a table that shows it: steer, break or hide the text around. */
const NOT_SHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Checks one file, and describes the signatures of one that is signed but no confirmation. */
export async function checkFile(
  deps: CheckFileDependencies,
  name: string,
  request: VerificationRequest,
): Promise<Result<CheckedFile>> {
  const { pdf, signal } = request;
  const result = await deps.verifyDocument(request);
  if (!result.ok) return result;
  const verdict = result.value;
  const inspection = needsInspection(verdict) ? await deps.inspect(pdf, signal) : null;
  return succeed({ name: name.replace(NOT_SHOWN, '�'), size: pdf.length, sha256: sha256Hex(pdf), verdict, inspection });
}

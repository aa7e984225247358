import { createHash } from 'node:crypto';
import { type Result, succeed } from '#core/confirmation/errors.ts';
import { needsInspection } from '#core/confirmation/needs-inspection.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import type { Inspection } from '#core/validation/inspection.ts';
import type { VerificationRequest } from '../../../app/verification/verify-document.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';

/** One file with its verdict. */
export type CheckedFile = {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly verdict: Verdict;
  /** Of a signed file that is not established as a confirmation; null for any other. */
  readonly inspection: Inspection | null;
};

/** Checks one file, and describes the signatures of one that is signed but no confirmation. */
export async function checkFile(
  deps: Pick<PagesDependencies, 'verifyDocument' | 'inspect'>,
  name: string,
  request: VerificationRequest,
): Promise<Result<CheckedFile>> {
  const { pdf, signal } = request;
  const result = await deps.verifyDocument(request);
  if (!result.ok) return result;
  const verdict = result.value;
  const inspection = needsInspection(verdict) ? await deps.inspect(pdf, signal) : null;
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  return succeed({ name, size: pdf.length, sha256, verdict, inspection });
}

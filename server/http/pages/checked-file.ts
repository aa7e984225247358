import { createHash } from 'node:crypto';
import type { VerificationRequest } from '../../app/verify-document.ts';
import { type Result, succeed } from '../../domain/errors.ts';
import type { Inspection } from '../../domain/inspection.ts';
import { needsInspection } from '../../domain/needs-inspection.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { PagesDependencies } from './pages-dependencies.ts';

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
  const { pdf } = request;
  const result = await deps.verifyDocument(request);
  if (!result.ok) return result;
  const verdict = result.value;
  const inspection = needsInspection(verdict) ? await deps.inspect(pdf) : null;
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  return succeed({ name, size: pdf.length, sha256, verdict, inspection });
}

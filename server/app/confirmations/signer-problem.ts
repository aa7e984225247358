import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { type Problem, type ProblemCode, refuse } from '#core/confirmation/errors.ts';
import type { SigningKey } from '../../ports/signing-keys.ts';
import {
  judgementProblem,
  judgeSigningCertificate,
  type SigningJudgeDependencies,
} from '../trust/judge-signing-certificate.ts';

/** When something is issued there has always been one code for both. */
const REVOKED: ReadonlySet<ProblemCode> = new Set(['certificate-revoked', 'certificate-on-hold']);

/**
 * What a verifier would say against the signer at this instant, or null: `certificate-not-usable` for one that is revoked, on
 * hold or has ended, else as `judgementProblem`. Whether it must be known to be good, the sealing policy says
 * (`prepareProofs`).
 */
export async function signerProblem(
  deps: SigningJudgeDependencies,
  key: Pick<SigningKey, 'certificate' | 'chain'>,
  at: IsoInstant,
): Promise<Problem | null> {
  const certificates = { signer: key.certificate, others: key.chain };
  const problem = judgementProblem(await judgeSigningCertificate(deps, certificates, at));
  if (problem === null || problem.code === 'revocation-unavailable') return null;
  return REVOKED.has(problem.code) ? refuse('certificate-not-usable').problem : problem;
}

import type { RevocationSubject } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { KnownStatement, RevocationKnowledge } from './revocation-knowledge.ts';
import { statementAt } from './revocation-statement.ts';

/**
 * The newest genuine list or answer about a certificate that is in force at a moment (ms), whether it says good or revoked;
 * of equally new ones an answer, which is small. Null where there is none. The issuer is from a path that `buildChain` trusts.
 */
export async function currentStatement(
  knowledge: RevocationKnowledge,
  { certificate, issuer }: RevocationSubject,
  at: number,
): Promise<KnownStatement | null> {
  const all = await knowledge.about(readCertificate(certificate), readCertificate(issuer));
  const inForce = all.filter((statement) => statementAt({ ...statement, revocation: null }, at).kind === 'good');
  const isAnswer = ({ source }: KnownStatement) => (source === 'ocsp' ? 1 : 0);
  return inForce.toSorted((a, b) => b.thisUpdate - a.thisUpdate || isAnswer(b) - isAnswer(a))[0] ?? null;
}

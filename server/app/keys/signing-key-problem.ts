import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import { readCertificate } from '#core/x509/certificate.ts';

/** Why nothing can be signed under this certificate (DER) now, or null. Whom it names, `findVoucher` asks. */
export function signingCertificateProblem(certificate: Uint8Array, at: IsoInstant): ProblemCode | null {
  const { notBefore, notAfter } = readCertificate(certificate);
  const now = Date.parse(at);
  return notBefore <= now && now <= notAfter ? null : 'certificate-not-usable';
}

import { type Problem, refuse } from '#core/confirmation/errors.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { type Margin, marginEnd } from '../proofs/margin-end.ts';
import { findVoucher } from './find-voucher.ts';
import type { SigningCertificate } from './judge-signing-certificate.ts';

/**
 * Whether a certificate, its CAs and its anchor hold until the end of the margin, and vouch for the manufacturer then:
 * `certificate-ends-too-soon`, or null. What is wrong already now is for others to say.
 */
export async function marginProblem(
  trustList: TrustList,
  certificates: SigningCertificate,
  manufacturer: Manufacturer,
  margin: Margin,
): Promise<Problem | null> {
  if (margin.days === 0) return null;
  const end = marginEnd(margin);
  const { notAfter } = readCertificate(certificates.signer);
  const tooSoon = (detail: string) =>
    refuse('certificate-ends-too-soon', { days: margin.days, date: end.slice(0, 10), detail }).problem;
  if (notAfter < Date.parse(end)) return tooSoon('certificate-expired');
  const voucher = await findVoucher(trustList, certificates, manufacturer, end);
  if (voucher.ok) return null;
  const { code, data } = voucher.problem;
  return tooSoon(typeof data.detail === 'string' ? data.detail : code);
}

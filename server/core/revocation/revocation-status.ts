import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RevocationEvidence } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { readCrl } from './crl.ts';
import { crlStatement } from './crl-statement.ts';
import { statusBy } from './revocation-statement.ts';

export type RevocationRequest = {
  /** DER, or null when the source had none. */
  readonly crl: Uint8Array | null;
  /** DER of the certificate in question. */
  readonly certificate: Uint8Array;
  /** DER of its issuer, from a path that `buildChain` trusts. */
  readonly issuer: Uint8Array;
  readonly at: IsoInstant;
};

/** What one certificate revocation list says about a certificate at a moment. Whatever cannot be learnt is `unknown`. */
export async function revocationStatus({
  crl,
  certificate,
  issuer,
  at,
}: RevocationRequest): Promise<RevocationEvidence> {
  if (crl === null) return { kind: 'unknown', detail: 'no-crl' };
  return statusBy(() => crlStatement(readCrl(crl), readCertificate(certificate), readCertificate(issuer)), at);
}

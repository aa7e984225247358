import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { RevocationEvidence } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { readCrl } from './crl.ts';
import { readOcspResponse } from './ocsp.ts';
import { ocspStatement } from './ocsp-statement.ts';
import { statusBy } from './revocation-statement.ts';

export type OcspRequest = {
  /** DER of an OCSPResponse. */
  readonly response: Uint8Array;
  /** DER of the certificate in question. */
  readonly certificate: Uint8Array;
  /** DER of its issuer, from a path that `buildChain` trusts. */
  readonly issuer: Uint8Array;
  readonly at: IsoInstant;
  /** DER of the issuer's list, for a delegated responder that must prove itself. */
  readonly crl?: Uint8Array;
  /** The nonce that was asked with; an answer that gives another one is not for us. */
  readonly nonce?: Uint8Array;
};

/** What one OCSP answer says about a certificate at a moment. Whatever cannot be learnt is `unknown`. */
export async function ocspStatus({
  response,
  certificate,
  issuer,
  at,
  crl,
  nonce,
}: OcspRequest): Promise<RevocationEvidence> {
  const ask = () =>
    ocspStatement(readOcspResponse(response), {
      certificate: readCertificate(certificate),
      issuer: readCertificate(issuer),
      crls: crl === undefined ? [] : [readCrl(crl)],
      ...(nonce === undefined ? {} : { nonce }),
    });
  return statusBy(ask, at);
}

import type { IsoInstant } from '../domain/calendar.ts';

/** Which certificate is asked about, its issuer, and when: both certificates in DER. */
export type RevocationQuestion = {
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
  readonly at: IsoInstant;
};

/** Lists and answers as their issuers publish them, in DER, newest first; nothing in them has been judged. */
export type RevocationMaterial = {
  readonly crls: readonly Uint8Array[];
  /** OCSPResponse (RFC 6960 §4.2.1). */
  readonly ocsps: readonly Uint8Array[];
};

/** What is known of the revocation of certificates. */
export type RevocationSource = {
  /**
   * The CRLs and OCSP answers that may speak of that certificate; none where nothing is known to exist. Throws when no
   * source could be reached and nothing is kept.
   */
  readonly find: (question: RevocationQuestion) => Promise<RevocationMaterial>;
};

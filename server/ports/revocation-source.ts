/** Revocation lists as their issuers publish them. */
export type RevocationSource = {
  /** DER of the newest CRL of that issuer (DER of the issuer's certificate), or null when there is none. Throws when the source cannot be reached. */
  readonly crl: (issuerCertificate: Uint8Array) => Promise<Uint8Array | null>;
};

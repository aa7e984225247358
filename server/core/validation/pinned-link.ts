import { orNull } from '#core/asn1/malformed.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { issuerAmong } from '#core/x509/is-issued-by.ts';

const MAX_CANDIDATES = 20;

/**
 * A pinned certificate with the CA that issued it, where that is among the others; alone where not. No anchor answers for
 * that CA, but its key signed what is pinned, so it may revoke it.
 */
export async function pinnedLink(pinned: Certificate, others: readonly Uint8Array[]): Promise<readonly Certificate[]> {
  const candidates = others.slice(0, MAX_CANDIDATES).flatMap((der) => orNull(() => readCertificate(der)) ?? []);
  const issuer = await issuerAmong(pinned, candidates);
  return issuer === null ? [pinned] : [pinned, issuer];
}

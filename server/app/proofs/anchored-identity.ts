import { readCertificate } from '#core/x509/certificate.ts';
import { ETSI_ORGANIZATION } from '#core/x509/identity/identity-convention.ts';
import { readIdentity, type SignerIdentity } from '#core/x509/identity/read-identity.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';

/**
 * Whom a signer's certificate (DER) names under its anchor: by the anchor's convention, or, where it is pinned, the one
 * manufacturer that the anchor names. Throws `certificate-malformed`.
 */
export function anchoredIdentity(anchor: TrustAnchor, certificate: Uint8Array): SignerIdentity {
  const { pinned = false, identity = ETSI_ORGANIZATION } = anchor;
  if (!pinned) return readIdentity(readCertificate(certificate), identity);
  const [maker, ...others] = anchor.manufacturers;
  if (maker === undefined || others.length > 0)
    return { kind: 'unread', problem: 'identity-missing', source: anchor.id };
  return { kind: 'read', name: maker.nameZh, uscc: maker.uscc };
}

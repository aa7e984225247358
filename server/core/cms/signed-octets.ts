import { encoded, TAG } from '#core/asn1/der.ts';
import type { SignerInfo } from './signed-data.ts';

/** RFC 5652 §5.4: the attributes are signed as a SET OF, not under their implicit tag. Without them nothing we accept was signed. */
export function signedOctets({ signedAttributes }: SignerInfo): Uint8Array {
  if (signedAttributes === null) return new Uint8Array();
  const octets = encoded(signedAttributes).slice();
  octets[0] = TAG.set;
  return octets;
}

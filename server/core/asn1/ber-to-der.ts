import { concatBytes } from '#core/bytes/bytes.ts';
import { type DerNode, encoded, octetsOf, TAG } from './der.ts';
import { tlv } from './der-write.ts';

const CONSTRUCTED_OCTET_STRING = TAG.octetString | 0x20;

/**
 * The same values with definite, shortest lengths and whole OCTET STRINGs: what BER lets a sender write in other ways
 * (X.690 8.1.3, 8.7.3). Values that are already so keep their octets, certificates among them. The order of a SET is
 * left as it is.
 */
export function definiteForm(node: DerNode): Uint8Array {
  if (node.tag === CONSTRUCTED_OCTET_STRING) return tlv(TAG.octetString, wholeOctets(node));
  if ((node.tag & 0x20) === 0) return tlv(node.tag, octetsOf(node));
  return tlv(node.tag, ...node.children.map(definiteForm));
}

function wholeOctets(node: DerNode): Uint8Array {
  if (node.tag === TAG.octetString) return octetsOf(node);
  if (node.tag === CONSTRUCTED_OCTET_STRING) return concatBytes(node.children.map(wholeOctets));
  // An OCTET STRING is made of OCTET STRINGs; anything else stays visible, to be refused.
  return encoded(node);
}

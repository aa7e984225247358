import { definiteForm } from '#core/asn1/ber-to-der.ts';
import { type DerNode, encoded, isSorted, readBer, TAG } from '#core/asn1/der.ts';
import { oidOf } from '#core/asn1/der-values.ts';
import { tlv } from '#core/asn1/der-write.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { compareBytes, distinctOctets } from '#core/bytes/bytes.ts';

/**
 * How signed attributes were sent, which must be in DER (RFC 5652 §5.3): `unsorted` is DER but for the order of the SET,
 * `foreign-ber` but for the lists and answers in adbe-revocationInfoArchival, which others encoded; `ber` is anything else.
 */
export type AttributesForm = 'der' | 'unsorted' | 'foreign-ber' | 'ber';

/** The form of signed attributes as they were sent. */
export function attributesForm(sent: DerNode | null): AttributesForm {
  if (sent === null) return 'der';
  if (readBer(encoded(sent)).der) return isSorted(sent) ? 'der' : 'unsorted';
  const isOwnDer = isDefinite(sent) && sent.children.every((one) => readBer(encoded(one)).der || isForeign(one));
  return isOwnDer ? 'foreign-ber' : 'ber';
}

function isForeign({ children: [type] }: DerNode): boolean {
  return type?.tag === TAG.oid && orNull(() => oidOf(type)) === OID.adobeRevocationInfo;
}

function isDefinite({ source, start }: DerNode): boolean {
  return source[start + 1] !== INDEFINITE;
}

const INDEFINITE = 0x80;

/**
 * The octets that may have been signed (RFC 5652 §5.4), under the tag of a SET OF, each once: those that were sent, and
 * their encoding in DER. Both hold the same attributes, so whichever of the two was signed, the same was signed.
 */
export function possiblySigned(sent: DerNode): readonly Uint8Array[] {
  const asSent = encoded(sent).slice();
  asSent[0] = TAG.set;
  const children = sent.children.map(definiteForm).toSorted(compareBytes);
  return distinctOctets([asSent, tlv(TAG.set, ...children)]);
}

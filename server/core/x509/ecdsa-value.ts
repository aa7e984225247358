import { readDer } from '#core/asn1/der.ts';
import { fieldsOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { MalformedError } from '#core/asn1/malformed.ts';
import { concatBytes } from '#core/bytes/bytes.ts';
import type { NamedCurve } from './public-key.ts';

/** Octets of a curve's order. */
const ORDER_BYTES: Readonly<Record<NamedCurve, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** An ECDSA-Sig-Value (RFC 3279 §2.2.3, strict DER) as the r‖s that WebCrypto takes; null for anything else. */
export function rawEcdsaValue(value: Uint8Array, curve: NamedCurve): Uint8Array<ArrayBuffer> | null {
  const size = ORDER_BYTES[curve];
  try {
    const fields = fieldsOf(readDer(value, { depth: 2, nodes: 3 }), 'ECDSA-Sig-Value');
    const numbers = [unsignedOctets(fields.next('r')), unsignedOctets(fields.next('s'))];
    fields.done();
    if (numbers.some((number) => number.length > size)) return null;
    return concatBytes(numbers.flatMap((number) => [new Uint8Array(size - number.length), number]));
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

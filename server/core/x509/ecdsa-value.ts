import { readDer } from '#core/asn1/der.ts';
import { fieldsOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { MalformedError } from '#core/asn1/malformed.ts';
import { concatBytes } from '#core/bytes/bytes.ts';
import { CURVES, type NamedCurve } from './curves.ts';

/**
 * An ECDSA-Sig-Value (RFC 3279 §2.2.3, strict DER) as the r‖s that WebCrypto takes; null for anything else. A value of SM2
 * has the same form (GB/T 35276 §7.3).
 */
export function rawEcdsaValue(value: Uint8Array, curve: NamedCurve): Uint8Array<ArrayBuffer> | null {
  const size = CURVES[curve].bytes;
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

/** r‖s of either form of an ECDSA value; null for what is of neither. */
export function ecdsaValue(kind: 'ecdsa' | 'ecdsa-plain', curve: NamedCurve, signature: Uint8Array): Uint8Array | null {
  if (kind === 'ecdsa') return rawEcdsaValue(signature, curve);
  return signature.length === 2 * CURVES[curve].bytes ? signature : null;
}

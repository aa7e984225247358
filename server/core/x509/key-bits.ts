import { readDer } from '#core/asn1/der.ts';
import { bitStringOctets, fieldsOf } from '#core/asn1/der-values.ts';
import type { Certificate } from './certificate.ts';

/** The octets of a certificate's subjectPublicKey, without tag, length and unused bits: what key identifiers are hashes of. */
export function keyBits({ publicKey }: Certificate): Uint8Array {
  const fields = fieldsOf(readDer(publicKey.spki), 'SubjectPublicKeyInfo');
  fields.next('algorithm');
  return bitStringOctets(fields.next('subjectPublicKey'));
}

import type { Certificate } from './certificate.ts';
import { subjectPublicKey } from './public-key.ts';

/** The octets of a certificate's subjectPublicKey: what key identifiers are hashes of. */
export function keyBits({ publicKey }: Certificate): Uint8Array {
  return subjectPublicKey(publicKey.spki);
}

import { encoded, readDer } from '#core/asn1/der.ts';
import { bitString, sequence } from '#core/asn1/der-write.ts';
import { equalBytes } from '#core/bytes/bytes.ts';

/** How a certificate, a list or an answer is signed: its AlgorithmIdentifier, and who makes the value. */
export type Resigner = { readonly algorithm: Uint8Array; readonly sign: (octets: Uint8Array) => Uint8Array };

/**
 * A certificate or a list (`SEQUENCE { what is signed, algorithm, value }`) signed with another algorithm, which what is
 * signed names too.
 */
export function resigned(der: Uint8Array, { algorithm, sign }: Resigner): Uint8Array {
  const [toBeSigned, former] = readDer(der).children;
  if (toBeSigned === undefined || former === undefined) throw new Error('nothing signed');
  const isAlgorithm = (part: Uint8Array) => equalBytes(part, encoded(former));
  const parts = toBeSigned.children.map(encoded).map((part) => (isAlgorithm(part) ? algorithm : part));
  const signed = sequence(...parts);
  return sequence(signed, algorithm, bitString(sign(signed)));
}

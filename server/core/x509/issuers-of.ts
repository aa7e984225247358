import { orNull } from '#core/asn1/malformed.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { issuerAmong } from './is-issued-by.ts';

const MAX_CANDIDATES = 20;
const MAX_PATH = 6;

/**
 * A certificate and those that issued it, nearest first, as far as the others lead; all in DER. Nothing is judged but the
 * signatures: for what a file shows to those who trust one of these CAs.
 */
export async function issuersOf(
  certificate: Uint8Array,
  others: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const path = [readCertificate(certificate)];
  const candidates = others.slice(0, MAX_CANDIDATES).flatMap((der) => orNull(() => readCertificate(der)) ?? []);
  while (path.length < MAX_PATH) {
    const unused = candidates.filter((one) => path.every((other) => !isSame(one, other)));
    const issuer = await issuerAmong(path.at(-1) as Certificate, unused);
    if (issuer === null) break;
    path.push(issuer);
  }
  return path.map(({ der }) => der);
}

function isSame(one: Certificate, other: Certificate): boolean {
  return one.publicKey.identity === other.publicKey.identity;
}

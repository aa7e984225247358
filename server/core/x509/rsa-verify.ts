import { readDer } from '#core/asn1/der.ts';
import { fieldsOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { nullValue, octetString, oid, sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { bigOf, octetsOfBig } from '#core/bytes/big-octets.ts';
import { concatBytes, equalBytes } from '#core/bytes/bytes.ts';
import { subjectPublicKey } from './public-key.ts';
import type { DigestName } from './signature-scheme.ts';

const DIGEST_OIDS: Readonly<Record<DigestName, string>> = {
  MD5: OID.md5,
  'SHA-1': OID.sha1,
  'SHA-224': OID.sha224,
  'SHA-256': OID.sha256,
  'SHA-384': OID.sha384,
  'SHA-512': OID.sha512,
  'SHA3-256': OID.sha3x256,
  'SHA3-384': OID.sha3x384,
  'SHA3-512': OID.sha3x512,
  SHAKE256: OID.shake256,
  SM3: OID.sm3,
};

/**
 * RSASSA-PKCS1-v1_5 over a digest that is already there (RFC 8017 §8.2.2): for digests that WebCrypto lacks and for
 * signatures without signed attributes. The expected block is built and compared whole, so nothing can hide in it.
 * `spki` holds an RSA key. Throws `der-malformed` for a key that is none.
 */
export function verifiesPkcs1(spki: Uint8Array, name: DigestName, digest: Uint8Array, signature: Uint8Array): boolean {
  const block = openBlock(spki, signature);
  if (block === null) return false;
  const identifiers = [sequence(oid(DIGEST_OIDS[name]), nullValue()), sequence(oid(DIGEST_OIDS[name]))];
  return identifiers.some((identifier) => {
    const info = sequence(identifier, octetString(digest));
    const fill = block.length - info.length - 3;
    if (fill < 8) return false;
    return equalBytes(
      block,
      concatBytes([Uint8Array.of(0, 1), new Uint8Array(fill).fill(0xff), Uint8Array.of(0), info]),
    );
  });
}

export type PssParameters = { readonly digest: DigestName; readonly saltLength: number };

/** RSASSA-PSS over a digest that is already there, MGF1 with the same digest (RFC 8017 §8.1.2, §9.1.2). */
export async function verifiesPss(
  spki: Uint8Array,
  { digest: name, saltLength }: PssParameters,
  digest: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const whole = openBlock(spki, signature);
  if (whole === null) return false;
  const bits = (modulusBits(spki) - 1) % 8;
  const block = bits === 0 ? whole.subarray(1) : whole;
  if (bits === 0 && whole[0] !== 0) return false;
  const maskedLength = block.length - digest.length - 1;
  if (maskedLength < saltLength + 1 || block.at(-1) !== 0xbc) return false;
  const hash = block.subarray(maskedLength, -1);
  const mask = await maskOf(name, hash, maskedLength);
  const topMask = bits === 0 ? 0xff : 0xff >> (8 - bits);
  if (((block[0] ?? 0) & ~topMask) !== 0) return false;
  const data = block.slice(0, maskedLength).map((octet, index) => octet ^ (mask[index] ?? 0));
  data[0] = (data[0] ?? 0) & topMask;
  const separator = maskedLength - saltLength - 1;
  if (data[separator] !== 1 || data.subarray(0, separator).some((octet) => octet !== 0)) return false;
  const expected = await anyDigest(name, concatBytes([new Uint8Array(8), digest, data.subarray(separator + 1)]));
  return equalBytes(hash, expected);
}

/** MGF1 (RFC 8017 §B.2.1). */
async function maskOf(name: DigestName, seed: Uint8Array, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let counter = 0, have = 0; have < length; counter += 1) {
    const part = await anyDigest(name, concatBytes([seed, Uint8Array.of(0, 0, counter >> 8, counter & 0xff)]));
    parts.push(part);
    have += part.length;
  }
  return concatBytes(parts).subarray(0, length);
}

/** s^e mod n as octets of the modulus' length (RFC 8017 §5.2.2); null for a signature that is not below n or too long. */
function openBlock(spki: Uint8Array, signature: Uint8Array): Uint8Array | null {
  const { modulus, exponent } = readRsaKey(spki);
  const n = bigOf(modulus);
  const s = bigOf(signature);
  if (n === 0n || signature.length !== modulus.length || s >= n) return null;
  return octetsOfBig(power(s, bigOf(exponent), n), modulus.length);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function modulusBits(spki: Uint8Array): number {
  const { modulus } = readRsaKey(spki);
  return modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
}

function readRsaKey(spki: Uint8Array): { readonly modulus: Uint8Array; readonly exponent: Uint8Array } {
  const key = fieldsOf(readDer(subjectPublicKey(spki)), 'RSAPublicKey');
  return { modulus: unsignedOctets(key.next('modulus')), exponent: unsignedOctets(key.next('publicExponent')) };
}

/** How long the public exponent is, in octets. Throws `der-malformed`. */
export function exponentBytes(spki: Uint8Array): number {
  return readRsaKey(spki).exponent.length;
}

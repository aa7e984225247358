import { createPrivateKey, generatePrimeSync, type KeyObject } from 'node:crypto';

/** An RSA key of that public exponent, a prime: larger ones than Node makes. */
export function rsaKeyOf(exponent: bigint, bits = 3072): KeyObject {
  const [p, q] = [primeFor(exponent, bits / 2), primeFor(exponent, bits / 2)];
  const [bySmaller, byLarger] = [inverse(exponent, p - 1n), inverse(exponent, q - 1n)];
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: exponent, d, p, q, dp: bySmaller, dq: byLarger, qi: inverse(q, p) };
  const parts = Object.entries(numbers).map(([name, number]) => [name, base64url(number)]);
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(parts) }, format: 'jwk' });
}

function primeFor(exponent: bigint, bits: number): bigint {
  for (;;) {
    const prime = generatePrimeSync(bits, { bigint: true });
    if ((prime - 1n) % exponent !== 0n) return prime;
  }
}

/** By the extended algorithm of Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [former, rest] = [modulus, value % modulus];
  let [lower, upper] = [0n, 1n];
  while (rest !== 0n) {
    const quotient = former / rest;
    [former, rest] = [rest, former % rest];
    [lower, upper] = [upper, lower - quotient * upper];
  }
  return ((lower % modulus) + modulus) % modulus;
}

function base64url(number: bigint): string {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

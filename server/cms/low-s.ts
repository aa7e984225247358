import { sequence } from '../pki/der-write.ts';
import { rawEcdsaValue } from '../pki/ecdsa-value.ts';
import { serialNumber } from './build-signed-attributes.ts';

/** The order of P-256 (SEC 2 §2.4.2). With (r, s) also (r, n − s) verifies: two values for one signature. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SIZE = 32;

/** Whether an ECDSA-Sig-Value on P-256 has the smaller of its two possible s. */
export function hasLowS(value: Uint8Array): boolean {
  const raw = rawEcdsaValue(value, 'P-256');
  return raw !== null && numberOf(raw.subarray(SIZE)) <= ORDER / 2n;
}

/** The same signature with the smaller s. Throws for what is no ECDSA-Sig-Value on P-256. */
export function withLowS(value: Uint8Array): Uint8Array {
  const raw = rawEcdsaValue(value, 'P-256');
  if (raw === null) throw new Error('not an ECDSA-Sig-Value on P-256');
  const s = numberOf(raw.subarray(SIZE));
  return hasLowS(value)
    ? value
    : sequence(serialNumber(octetsOf(numberOf(raw.subarray(0, SIZE)))), serialNumber(octetsOf(ORDER - s)));
}

function numberOf(octets: Uint8Array): bigint {
  return octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

/** Big-endian, without leading zeros. */
function octetsOf(number: bigint): Uint8Array {
  const hex = number.toString(16);
  return Uint8Array.from((hex.length % 2 === 0 ? hex : `0${hex}`).match(/../g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  );
}

import { sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { rawEcdsaValue } from '#core/x509/ecdsa-value.ts';
import type { NamedCurve } from '#core/x509/public-key.ts';

/** The orders of the curves that documents are sealed on (SEC 2 §2.4.2, §2.5.1). With (r, s) also (r, n − s) verifies: two values for one signature. */
const ORDERS: Readonly<Record<NamedCurve, bigint>> = {
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'P-384': 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  'P-521':
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
};

/** Whether an ECDSA-Sig-Value has the smaller of its two possible s. */
export function hasLowS(value: Uint8Array, curve: NamedCurve): boolean {
  const raw = rawEcdsaValue(value, curve);
  return raw !== null && numberOf(raw.subarray(raw.length / 2)) <= ORDERS[curve] / 2n;
}

/** The same signature with the smaller s. Throws for what is no ECDSA-Sig-Value on that curve. */
export function withLowS(value: Uint8Array, curve: NamedCurve): Uint8Array {
  const raw = rawEcdsaValue(value, curve);
  if (raw === null) throw new Error(`not an ECDSA-Sig-Value on ${curve}`);
  if (hasLowS(value, curve)) return value;
  const [r, s] = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)].map(numberOf);
  return sequence(unsignedInteger(octetsOf(r ?? 0n)), unsignedInteger(octetsOf(ORDERS[curve] - (s ?? 0n))));
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

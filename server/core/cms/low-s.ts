import { malformed } from '#core/asn1/der.ts';
import { sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { bigOf, octetsOfBig } from '#core/bytes/big-octets.ts';
import { CURVES, type NamedCurve } from '#core/x509/curves.ts';
import { rawEcdsaValue } from '#core/x509/ecdsa-value.ts';

/** Whether an ECDSA-Sig-Value has the smaller of its two possible s: with (r, s) also (r, n − s) verifies. */
export function hasLowS(value: Uint8Array, curve: NamedCurve): boolean {
  const raw = rawEcdsaValue(value, curve);
  return raw !== null && bigOf(raw.subarray(raw.length / 2)) <= CURVES[curve].order / 2n;
}

/** The same signature with the smaller s. Throws `der-malformed` for what is no ECDSA-Sig-Value on that curve. */
export function withLowS(value: Uint8Array, curve: NamedCurve): Uint8Array {
  const { bytes, order } = CURVES[curve];
  const raw = rawEcdsaValue(value, curve);
  const s = raw === null ? order : bigOf(raw.subarray(bytes));
  if (raw === null || s >= order) throw malformed(`not an ECDSA-Sig-Value on ${curve}`);
  if (hasLowS(value, curve)) return value;
  return sequence(unsignedInteger(raw.subarray(0, bytes)), unsignedInteger(octetsOfBig(order - s, bytes)));
}

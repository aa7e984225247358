import { type DerNode, encoded, readDer } from '#core/asn1/der.ts';
import { bitStringOctets, fieldsOf, oidOf, sequenceOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { octetKey } from '#core/bytes/bytes.ts';

/**
 * What a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) holds. `identity` names the key itself, however it is encoded: two that
 * have the same one are used by the same holder, whatever their parameters or point forms.
 */
export type PublicKey = { readonly identity: string; readonly spki: Uint8Array } & KeyKind;

type KeyKind =
  /** `exponentAccepted`: odd and above 2^16 (ETSI TS 119 312 §6.2.2.1). */
  | { readonly kind: 'rsa'; readonly bits: number; readonly exponentAccepted: boolean }
  | { readonly kind: 'ec'; readonly curve: NamedCurve }
  | { readonly kind: 'other'; readonly name: string };

export type NamedCurve = 'P-256' | 'P-384' | 'P-521';

const CURVES: Readonly<Record<string, NamedCurve>> = { [OID.p256]: 'P-256', [OID.p384]: 'P-384', [OID.p521]: 'P-521' };

const OTHER_NAMES: Readonly<Record<string, string>> = {
  [OID.secp256k1]: 'secp256k1',
  [OID.brainpoolP256r1]: 'brainpoolP256r1',
  [OID.brainpoolP384r1]: 'brainpoolP384r1',
  [OID.sm2Curve]: 'SM2',
  [OID.rsaPss]: 'RSASSA-PSS key',
  [OID.dsa]: 'DSA',
  [OID.ed25519]: 'Ed25519',
  [OID.ed448]: 'Ed448',
  [OID.mlDsa44]: 'ML-DSA-44',
  [OID.mlDsa65]: 'ML-DSA-65',
  [OID.mlDsa87]: 'ML-DSA-87',
};

/** Which key a DER SubjectPublicKeyInfo holds, however it is encoded. What cannot be read is known by its octets. */
export function keyIdentity(spki: Uint8Array): string {
  return orNull(() => readPublicKey(readDer(spki)).identity) ?? octetKey(spki);
}

/** Reads a SubjectPublicKeyInfo node. Throws `der-malformed`; a key of an unknown kind is named, not refused. */
export function readPublicKey(node: DerNode): PublicKey {
  const spki = encoded(node);
  const fields = fieldsOf(node, 'SubjectPublicKeyInfo');
  const [algorithmOid, parameters] = sequenceOf(fields.next('algorithm'), 'AlgorithmIdentifier');
  const bits = bitStringOctets(fields.next('subjectPublicKey'));
  fields.done();
  const algorithm = oidOf(algorithmOid);
  if (algorithm === OID.rsaEncryption) return { ...readRsaKey(bits), spki };
  if (algorithm === OID.ecPublicKey) return { ...readEcKey(parameters, bits), spki };
  const name = OTHER_NAMES[algorithm] ?? algorithm;
  const rsa = algorithm === OID.rsaPss ? orNull(() => readRsaKey(bits)) : null;
  return { kind: 'other', name, identity: rsa?.identity ?? `${algorithm} ${octetKey(bits)}`, spki };
}

function readRsaKey(octets: Uint8Array): KeyKind & { readonly identity: string } {
  const fields = fieldsOf(readDer(octets), 'RSAPublicKey');
  const modulus = unsignedOctets(fields.next('modulus'));
  const exponent = unsignedOctets(fields.next('publicExponent'));
  fields.done();
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const identity = `rsa ${octetKey(modulus)} ${octetKey(exponent)}`;
  return { kind: 'rsa', bits, exponentAccepted: isAcceptedExponent(exponent), identity };
}

function isAcceptedExponent(exponent: Uint8Array): boolean {
  return exponent.length >= 3 && exponent.length <= 8 && ((exponent.at(-1) ?? 0) & 1) === 1;
}

/** Curves by name only: explicit parameters can describe any curve at all (RFC 5480 §2.1.1). */
function readEcKey(parameters: DerNode | undefined, point: Uint8Array): KeyKind & { readonly identity: string } {
  const identity = `ec ${octetKey(abscissa(point))}`;
  const curve = orNull(() => oidOf(parameters));
  if (curve === null) return { kind: 'other', name: 'EC key with explicit parameters', identity };
  const known = CURVES[curve];
  if (known !== undefined) return { kind: 'ec', curve: known, identity };
  return { kind: 'other', name: OTHER_NAMES[curve] ?? `EC key on ${curve}`, identity };
}

const COMPRESSED_POINTS: readonly number[] = [2, 3];

/**
 * The x coordinate of a point, compressed or not (SEC 1 §2.3.3). The two points that share it have private keys of which
 * each follows from the other.
 */
function abscissa(point: Uint8Array): Uint8Array {
  const [form = 0] = point;
  return COMPRESSED_POINTS.includes(form) ? point.subarray(1) : point.subarray(1, 1 + (point.length - 1) / 2);
}

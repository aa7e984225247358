import { type DerNode, encoded, readDer } from '#core/asn1/der.ts';
import { bitStringOctets, fieldsOf, oidOf, sequenceOf, unsignedOctets } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { octetKey } from '#core/bytes/bytes.ts';
import { curveNamed, type EdwardsCurve, type NamedCurve } from './curves.ts';

/**
 * What a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) holds. `identity` names the key itself, however it is encoded: two that
 * have the same one are used by the same holder, whatever their parameters or point forms.
 */
export type PublicKey = { readonly identity: string; readonly spki: Uint8Array } & KeyKind;

type KeyKind =
  /** `pssOnly`: an id-RSASSA-PSS key, for that scheme alone (RFC 4055 §1.2). */
  | { readonly kind: 'rsa'; readonly bits: number; readonly exponent: RsaExponent; readonly pssOnly: boolean }
  | { readonly kind: 'ec'; readonly curve: NamedCurve }
  | { readonly kind: 'edwards'; readonly curve: EdwardsCurve }
  | { readonly kind: 'other'; readonly name: string };

/**
 * What a public exponent is: odd and between 2^16 and 2^256 (FIPS 186-5 §5.1), smaller, larger (beyond 2^64 already where
 * the modulus is large: the time is the sender's choice), or none at all, being even or below 3.
 */
export type RsaExponent = 'usual' | 'small' | 'large' | 'improper';

const EDWARDS: Readonly<Record<string, EdwardsCurve>> = { [OID.ed25519]: 'Ed25519', [OID.ed448]: 'Ed448' };

const OTHER_NAMES: Readonly<Record<string, string>> = {
  [OID.rsaPss]: 'RSASSA-PSS key',
  [OID.dsa]: 'DSA',
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
  if (algorithm === OID.rsaEncryption) return { ...readRsaKey(bits, false), spki };
  if (algorithm === OID.ecPublicKey) return { ...readEcKey(parameters, bits), spki };
  const identity = `${algorithm} ${octetKey(bits)}`;
  const edwards = EDWARDS[algorithm];
  if (edwards !== undefined) return { kind: 'edwards', curve: edwards, identity, spki };
  const pss = algorithm === OID.rsaPss ? orNull(() => readRsaKey(bits, true)) : null;
  return { ...(pss ?? { kind: 'other', name: OTHER_NAMES[algorithm] ?? algorithm, identity }), spki };
}

/** The octets of a SubjectPublicKeyInfo's subjectPublicKey, without tag, length and unused bits. Throws `der-malformed`. */
export function subjectPublicKey(spki: Uint8Array): Uint8Array {
  const fields = fieldsOf(readDer(spki), 'SubjectPublicKeyInfo');
  fields.next('algorithm');
  return bitStringOctets(fields.next('subjectPublicKey'));
}

function readRsaKey(octets: Uint8Array, pssOnly: boolean): KeyKind & { readonly identity: string } {
  const fields = fieldsOf(readDer(octets), 'RSAPublicKey');
  const modulus = unsignedOctets(fields.next('modulus'));
  const exponent = unsignedOctets(fields.next('publicExponent'));
  fields.done();
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const identity = `rsa ${octetKey(modulus)} ${octetKey(exponent)}`;
  return { kind: 'rsa', bits, exponent: exponentKind(exponent, bits), pssOnly, identity };
}

const LARGE_MODULUS_BITS = 4096;

function exponentKind(exponent: Uint8Array, modulusBits: number): RsaExponent {
  const last = exponent.at(-1) ?? 0;
  if ((last & 1) === 0 || (exponent.length === 1 && last < 3)) return 'improper';
  if (exponent.length < 3) return 'small';
  return exponent.length <= (modulusBits > LARGE_MODULUS_BITS ? 8 : 32) ? 'usual' : 'large';
}

/** Curves by name only: explicit parameters can describe any curve at all (RFC 5480 §2.1.1). */
function readEcKey(parameters: DerNode | undefined, point: Uint8Array): KeyKind & { readonly identity: string } {
  const oid = orNull(() => oidOf(parameters));
  const identity = `ec ${oid ?? 'explicit'} ${octetKey(abscissa(point))}`;
  if (oid === null) return { kind: 'other', name: 'EC key with explicit parameters', identity };
  const curve = curveNamed(oid);
  return curve === null ? { kind: 'other', name: `EC key on ${oid}`, identity } : { kind: 'ec', curve, identity };
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

import { OID } from '#core/asn1/oids.ts';

/** The elliptic curves that keys are known on; those of Edwards are a kind of key of their own. */
export type NamedCurve =
  | 'P-256'
  | 'P-384'
  | 'P-521'
  | 'secp256k1'
  | 'brainpoolP256r1'
  | 'brainpoolP384r1'
  | 'brainpoolP512r1'
  | 'SM2';

/** The curves of EdDSA (RFC 8032 §5). */
export type EdwardsCurve = 'Ed25519' | 'Ed448';

type Curve = {
  readonly oid: string;
  /** Octets of the order. */
  readonly bytes: number;
  readonly order: bigint;
};

/** SEC 2 §2.4 to §2.6 (the NIST curves and secp256k1), RFC 5639 §3, GB/T 32918.5 §A.1. */
export const CURVES: Readonly<Record<NamedCurve, Curve>> = {
  'P-256': {
    oid: OID.p256,
    bytes: 32,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  'P-384': {
    oid: OID.p384,
    bytes: 48,
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  'P-521': {
    oid: OID.p521,
    bytes: 66,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
  secp256k1: {
    oid: OID.secp256k1,
    bytes: 32,
    order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  },
  brainpoolP256r1: {
    oid: OID.brainpoolP256r1,
    bytes: 32,
    order: 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n,
  },
  brainpoolP384r1: {
    oid: OID.brainpoolP384r1,
    bytes: 48,
    order: 0x8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565n,
  },
  brainpoolP512r1: {
    oid: OID.brainpoolP512r1,
    bytes: 64,
    order:
      0xaadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069n,
  },
  SM2: {
    oid: OID.sm2Curve,
    bytes: 32,
    order: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  },
};

const NAMES = Object.keys(CURVES) as readonly NamedCurve[];

/** The curve of an identifier, null for one that is not known here. */
export function curveNamed(oid: string): NamedCurve | null {
  return NAMES.find((name) => CURVES[name].oid === oid) ?? null;
}

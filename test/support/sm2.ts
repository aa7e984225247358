import { createPublicKey, type KeyObject } from 'node:crypto';
import { bitString, oid, sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { bigOf, octetsOfBig } from '#core/bytes/big-octets.ts';
import { concatBytes } from '#core/bytes/bytes.ts';
import { sm3 } from '#core/bytes/sm3.ts';
import { CURVES } from '#core/x509/curves.ts';
import { SM2_POINT } from '#core/x509/sm2-curve.ts';
import { ecdsaValueOf } from './test-curves.ts';

const { order: N, bytes: SIZE } = CURVES.SM2;
const ID = new TextEncoder().encode('1234567812345678');

/** A signer by SM2 with SM3 (GB/T 32918.2 §6.1). Of a fixed secret and nonces that follow from it, as tests may. */
export type Sm2Signer = {
  readonly publicKey: KeyObject;
  readonly sign: (octets: Uint8Array) => Uint8Array;
};

export function sm2Signer(secret: bigint, nonceOf = (digest: Uint8Array) => bigOf(sm3(digest)) % N): Sm2Signer {
  const point = SM2_POINT.BASE.multiply(secret);
  const { a, b, Gx, Gy } = SM2_POINT.CURVE();
  const numbers = [a, b, Gx, Gy, point.x, point.y].map((number) => octetsOfBig(number, SIZE));
  const owner = sm3(concatBytes([Uint8Array.of(0, ID.length * 8), ID, ...numbers]));
  const spki = sequence(sequence(oid(OID.ecPublicKey), oid(OID.sm2Curve)), bitString(point.toBytes(false)));
  return {
    publicKey: createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }),
    sign: (octets) => {
      const digest = sm3(owner, octets);
      const nonce = nonceOf(digest);
      const { Fn } = SM2_POINT;
      const r = Fn.create(bigOf(digest) + SM2_POINT.BASE.multiply(nonce).x);
      const s = Fn.create(Fn.inv(secret + 1n) * Fn.create(nonce - r * secret));
      return ecdsaValueOf(r, s);
    },
  };
}

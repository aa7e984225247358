import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readDer } from '#core/asn1/der.ts';
import { bitString, nullValue, octetString, oid, sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { judgeAlgorithm } from '#core/x509/algorithm-policy.ts';
import { readPublicKey } from '#core/x509/public-key.ts';
import { verifiesPkcs1 } from '#core/x509/rsa-verify.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';

/**
 * Where the public exponent is 3, whoever lets bytes pass that no padding explains can be given a cube: its root is a
 * signature that nobody's private key made (Bleichenbacher, CRYPTO 2006). Any modulus will do, since the cube is smaller.
 */
const BITS = 3072;
const OCTETS = BITS / 8;
const signed = new TextEncoder().encode('what nobody signed 1');
const hash = new Uint8Array(createHash('sha256').update(signed).digest());
const modulus = Uint8Array.from({ length: OCTETS }, (_, at) => (at * 37 + 129) | (at === 0 ? 0x80 : 1));
const spki = sequence(
  sequence(oid(OID.rsaEncryption), nullValue()),
  bitString(sequence(unsignedInteger(modulus), unsignedInteger(Uint8Array.of(3)))),
);
const key = readPublicKey(readDer(spki));
const SCHEME = { kind: 'rsa-pkcs1', digest: 'SHA-256' } as const;

const numberOf = (octets: Uint8Array) => BigInt(`0x${Buffer.from(octets).toString('hex')}`);
const octetsOf = (value: bigint) => new Uint8Array(Buffer.from(value.toString(16).padStart(OCTETS * 2, '0'), 'hex'));

/** The least number whose cube is no less. */
function cubeRoot(value: bigint): bigint {
  let [low, high] = [0n, 1n << BigInt(BITS / 3 + 1)];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (middle ** 3n < value) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/** The odd number whose cube ends with these bits. */
function cubeRootOfEnd(end: bigint, bits: number): bigint {
  let root = 1n;
  for (let bit = 1n; bit < BigInt(bits); bit += 1n) {
    if (((root ** 3n - end) >> bit) & 1n) root |= 1n << bit;
  }
  return root;
}

const padded = (...rest: readonly number[]) => Uint8Array.of(0, 1, ...new Array(8).fill(0xff), 0, ...rest);

/** The block ends early, and anything stands behind the digest. */
function garbageBehind(): { readonly block: Uint8Array; readonly signature: Uint8Array } {
  const info = sequence(sequence(oid(OID.sha256), nullValue()), octetString(hash));
  const head = padded(...info);
  const root = cubeRoot(numberOf(head) << BigInt(8 * (OCTETS - head.length)));
  return { block: octetsOf(root ** 3n), signature: octetsOf(root) };
}

/** The block is as long as it should be, and anything stands in the parameters of the digest's algorithm. */
function garbageInParameters(): { readonly block: Uint8Array; readonly signature: Uint8Array } {
  const end = octetString(hash);
  const name = oid(OID.sha256);
  const room = OCTETS - padded().length - end.length - name.length - 12;
  const info = sequence(sequence(name, octetString(new Uint8Array(room))), end);
  const block = padded(...info);
  const head = padded().length + name.length + 12;
  const bits = 8 * end.length;
  const high = cubeRoot(numberOf(block.subarray(0, head)) << BigInt(8 * (OCTETS - head)));
  const root = ((high >> BigInt(bits)) << BigInt(bits)) + (1n << BigInt(bits)) + cubeRootOfEnd(numberOf(end), bits);
  return { block: octetsOf(root ** 3n), signature: octetsOf(root) };
}

test.each([
  ['behind the digest', garbageBehind],
  ['in the parameters', garbageInParameters],
])('a cube with garbage %s is no signature', async (_where, forge) => {
  const { block, signature } = forge();
  // The forgery is one: the block begins as it should and holds the digest where a careless reader looks for it.
  expect(Buffer.from(block.subarray(0, 12)).toString('hex')).toBe('0001ffffffffffffffff0030');
  expect(Buffer.from(block).indexOf(octetString(hash))).toBeGreaterThan(0);
  expect(verifiesPkcs1(spki, 'SHA-256', hash, signature)).toBe(false);
  expect(await verifySignature(SCHEME, key, signed, signature)).toBe(false);
});

test('the policy refuses the exponent before', () => {
  expect(judgeAlgorithm(SCHEME, key).policy).toBe('refused');
});

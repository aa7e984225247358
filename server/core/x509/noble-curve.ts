import type { ECDSA } from '@noble/curves/abstract/weierstrass.js';
import type { NamedCurve } from './curves.ts';

/** Loaded when one is met: together they take longer to load than a verification takes, and few documents need them. */
const LOADERS: Readonly<Record<Exclude<NamedCurve, 'SM2'>, () => Promise<ECDSA>>> = {
  'P-256': async () => (await import('@noble/curves/nist.js')).p256,
  'P-384': async () => (await import('@noble/curves/nist.js')).p384,
  'P-521': async () => (await import('@noble/curves/nist.js')).p521,
  secp256k1: async () => (await import('@noble/curves/secp256k1.js')).secp256k1,
  brainpoolP256r1: async () => (await import('@noble/curves/misc.js')).brainpoolP256r1,
  brainpoolP384r1: async () => (await import('@noble/curves/misc.js')).brainpoolP384r1,
  brainpoolP512r1: async () => (await import('@noble/curves/misc.js')).brainpoolP512r1,
};

/** ECDSA on a curve, without an engine's help. */
export function nobleCurve(curve: Exclude<NamedCurve, 'SM2'>): Promise<ECDSA> {
  return LOADERS[curve]();
}

import type { KeyObject } from 'node:crypto';
import { sealingCurve } from '#core/x509/sealing-algorithm.ts';
import { makeKeyPair, type RandomBytes, RSA_BITS } from '../keys/key-pair.ts';
import { newSerial } from '../keys/leaf-subject.ts';
import type { SigningAlgorithm } from '../ports/signing-keys.ts';
import type { DevelopmentCa } from './development-ca.ts';
import { issueEcLeaf } from './issue-ec-leaf.ts';
import { issueRsaLeaf } from './issue-rsa-leaf.ts';
import type { LeafRequest } from './leaf-request.ts';

/** A new key with its seal certificate, DER. */
export type IssuedLeaf = {
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  readonly certificate: Uint8Array;
};

/** Makes a key pair and a seal certificate of the development CA for it (EN 319 412-3). */
export async function issueLeaf(
  ca: DevelopmentCa,
  request: LeafRequest,
  randomBytes: RandomBytes,
): Promise<IssuedLeaf> {
  const parts = { ...request, serial: newSerial(randomBytes) };
  const { algorithm } = request;
  const curve = sealingCurve(algorithm);
  if (curve === null) {
    const { privateKey } = await makeKeyPair('rsa', { modulusLength: RSA_BITS });
    return { algorithm, privateKey, certificate: issueRsaLeaf(ca, privateKey, parts) };
  }
  const { privateKey } = await makeKeyPair('ec', { namedCurve: curve });
  return { algorithm, privateKey, certificate: await issueEcLeaf(ca, privateKey, parts) };
}

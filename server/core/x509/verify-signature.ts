import { anyDigest } from '#core/bytes/any-digest.ts';
import { createOctetMemory } from '#core/bytes/octet-memory.ts';
import { ecdsaValue } from './ecdsa-value.ts';
import { verifiesEcdsa } from './ecdsa-verify.ts';
import { verifiesEddsa } from './eddsa-verify.ts';
import type { PublicKey } from './public-key.ts';
import { verifiesPkcs1, verifiesPss } from './rsa-verify.ts';
import type { DigestName, SignatureScheme } from './signature-scheme.ts';
import type { Signed } from './signed.ts';
import { verifiesSm2 } from './sm2-verify.ts';
import { verifyByEngine } from './web-verify.ts';

/** Signatures that verified; one that did not is asked anew. */
const proven = createOctetMemory<true>(512);

/**
 * Whether `signature` over `data` was made with that key; null where nothing here can compute it. A key that is not of the
 * scheme's family verifies nothing, nor does one that is no key. Whether the algorithm is good enough is the policy's
 * question.
 */
export async function verifySignature(
  scheme: SignatureScheme,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean | null> {
  const question = [new TextEncoder().encode(JSON.stringify(scheme)), key.spki, data, signature];
  if (proven.recall(question) !== undefined) return true;
  const byEngine = await verifyByEngine(scheme, key, data, signature);
  const isMade = byEngine ?? (await verifySigned(scheme, key, { kind: 'octets', octets: data }, signature));
  if (isMade) proven.remember(question, true);
  return isMade;
}

/**
 * The same without an engine, and of octets of which only the digest may be at hand. Throws `der-malformed` for a key that
 * is none.
 */
export async function verifySigned(
  scheme: SignatureScheme,
  key: PublicKey,
  signed: Signed,
  signature: Uint8Array,
): Promise<boolean | null> {
  if (scheme.kind === 'unknown' || key.kind === 'other') return null;
  switch (scheme.kind) {
    case 'ecdsa':
    case 'ecdsa-plain':
      return key.kind === 'ec' ? verifyEcdsa(scheme, key, signed, signature) : false;
    case 'sm2':
      if (key.kind !== 'ec') return false;
      // Nobody defined it on another curve.
      return key.curve === 'SM2' ? verifiesSm2(key.spki, signed, signature) : null;
    case 'eddsa':
      if (key.kind !== 'edwards' || key.curve !== scheme.curve) return false;
      // It goes over the octets twice, so that their digest is of no use.
      return signed.kind === 'octets' ? verifiesEddsa(key.curve, key.spki, signed.octets, signature) : null;
    default:
      return key.kind === 'rsa' ? verifyRsa(scheme, key, signed, signature) : false;
  }
}

async function verifyEcdsa(
  { kind, digest: name }: { readonly kind: 'ecdsa' | 'ecdsa-plain'; readonly digest: DigestName },
  { curve, spki }: Extract<PublicKey, { kind: 'ec' }>,
  signed: Signed,
  signature: Uint8Array,
): Promise<boolean | null> {
  if (curve === 'SM2') return null;
  const value = ecdsaValue(kind, curve, signature);
  if (value === null) return false;
  return verifiesEcdsa(curve, spki, await digestOf(name, signed), value);
}

const MAX_RSA_BITS = 8192;

async function verifyRsa(
  scheme: Extract<SignatureScheme, { kind: 'rsa-pkcs1' | 'rsa-pss' }>,
  { bits, exponent, spki, pssOnly }: Extract<PublicKey, { kind: 'rsa' }>,
  signed: Signed,
  signature: Uint8Array,
): Promise<boolean | null> {
  if (pssOnly && scheme.kind !== 'rsa-pss') return false;
  // The sizes are the sender's choice, and so would be the time.
  if (bits > MAX_RSA_BITS || exponent === 'large') return null;
  const digest = await digestOf(scheme.digest, signed);
  if (scheme.kind === 'rsa-pkcs1') return verifiesPkcs1(spki, scheme.digest, digest, signature);
  return verifiesPss(spki, scheme, digest, signature);
}

async function digestOf(name: DigestName, signed: Signed): Promise<Uint8Array> {
  return signed.kind === 'digest' ? signed.digest : anyDigest(name, signed.octets);
}

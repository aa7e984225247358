import { isWebDigest } from '#core/bytes/any-digest.ts';
import type { HashName } from '#core/bytes/bytes.ts';
import { createOctetMemory } from '#core/bytes/octet-memory.ts';
import type { NamedCurve } from './curves.ts';
import { ecdsaValue } from './ecdsa-value.ts';
import { type PublicKey, subjectPublicKey } from './public-key.ts';
import { exponentBytes } from './rsa-verify.ts';
import type { SignatureScheme } from './signature-scheme.ts';

const loadedKeys = createOctetMemory<CryptoKey>(128);

/**
 * Whether WebCrypto finds that `signature` over `data` was made with that key; null for what not every engine computes, so
 * that no engine's answer differs from another's. False for a key that is none: a point off its curve, a modulus of zero.
 */
export async function verifyByEngine(
  scheme: SignatureScheme,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean | null> {
  const call = webCall(scheme, key, signature);
  if (call === null) return null;
  if (call.signature === null) return false;
  try {
    const loaded = await loadKey(key, call.importAs);
    return await crypto.subtle.verify(call.verifyAs, loaded, call.signature.slice(), data.slice());
  } catch {
    return false;
  }
}

async function loadKey({ spki }: PublicKey, importAs: WebCall['importAs']): Promise<CryptoKey> {
  const question = [new TextEncoder().encode(JSON.stringify(importAs)), spki];
  const known = loadedKeys.recall(question);
  if (known !== undefined) return known;
  const loaded = await crypto.subtle.importKey('spki', spki.slice(), importAs, false, ['verify']);
  loadedKeys.remember(question, loaded);
  return loaded;
}

type WebCall = {
  readonly importAs: RsaHashedImportParams | EcKeyImportParams;
  readonly verifyAs: AlgorithmIdentifier | RsaPssParams | EcdsaParams;
  /** Null for a value that is none with that key. */
  readonly signature: Uint8Array | null;
};

function webCall(scheme: SignatureScheme, key: PublicKey, signature: Uint8Array): WebCall | null {
  if (scheme.kind === 'unknown' || !isWebDigest(scheme.digest)) return null;
  const hash = scheme.digest;
  if (scheme.kind === 'ecdsa' || scheme.kind === 'ecdsa-plain') return ecdsaCall(scheme.kind, key, hash, signature);
  if (key.kind !== 'rsa' || !isForEveryEngine(key)) return null;
  const value = signature.length === Math.ceil(key.bits / 8) ? signature : null;
  if (scheme.kind === 'rsa-pss') {
    return {
      importAs: { name: 'RSA-PSS', hash },
      verifyAs: { name: 'RSA-PSS', saltLength: scheme.saltLength },
      signature: value,
    };
  }
  if (scheme.kind !== 'rsa-pkcs1') return null;
  const name = 'RSASSA-PKCS1-v1_5';
  return { importAs: { name, hash }, verifyAs: { name }, signature: value };
}

/** BoringSSL takes exponents of 33 bits at most, and no engine but Node's takes the identifier of keys for PSS alone. */
const MAX_EXPONENT_BYTES = 4;

function isForEveryEngine({ spki, pssOnly }: Extract<PublicKey, { kind: 'rsa' }>): boolean {
  return !pssOnly && exponentBytes(spki) <= MAX_EXPONENT_BYTES;
}

const WEB_CURVES: readonly NamedCurve[] = ['P-256', 'P-384', 'P-521'];
const UNCOMPRESSED = 4;

/** Compressed points are not loaded by every engine. */
function ecdsaCall(
  kind: 'ecdsa' | 'ecdsa-plain',
  key: PublicKey,
  hash: HashName,
  signature: Uint8Array,
): WebCall | null {
  if (key.kind !== 'ec' || !WEB_CURVES.includes(key.curve)) return null;
  if (subjectPublicKey(key.spki)[0] !== UNCOMPRESSED) return null;
  return {
    importAs: { name: 'ECDSA', namedCurve: key.curve },
    verifyAs: { name: 'ECDSA', hash },
    signature: ecdsaValue(kind, key.curve, signature),
  };
}

import type { HashName } from '#core/bytes/bytes.ts';
import { createOctetMemory } from '#core/bytes/octet-memory.ts';
import { rawEcdsaValue } from './ecdsa-value.ts';
import type { PublicKey } from './public-key.ts';
import type { DigestName, SignatureScheme } from './signature-scheme.ts';

const WEB_DIGESTS: Partial<Record<DigestName, HashName>> = {
  'SHA-1': 'SHA-1',
  'SHA-256': 'SHA-256',
  'SHA-384': 'SHA-384',
  'SHA-512': 'SHA-512',
};

/** Signatures that verified; one that did not is asked anew. */
const proven = createOctetMemory<true>(512);
const loadedKeys = createOctetMemory<CryptoKey>(128);

/**
 * Whether `signature` over `data` was made with that key. False for a scheme or key that WebCrypto lacks and for a key
 * it cannot load: only a proof counts. Whether the algorithm is good enough is the policy's question.
 */
export async function verifySignature(
  scheme: SignatureScheme,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const call = webCall(scheme, key, signature);
  if (call === null) return false;
  const question = [asOctets(call.importAs), asOctets(call.verifyAs), key.spki, data, signature];
  if (proven.recall(question) !== undefined) return true;
  try {
    const loaded = await loadKey(key, call.importAs);
    const isMade = await crypto.subtle.verify(call.verifyAs, loaded, call.signature.slice(), data.slice());
    if (isMade) proven.remember(question, true);
    return isMade;
  } catch {
    // A key that is no key: a point off its curve, a modulus of zero.
    return false;
  }
}

async function loadKey({ spki }: PublicKey, importAs: WebCall['importAs']): Promise<CryptoKey> {
  const question = [asOctets(importAs), spki];
  const known = loadedKeys.recall(question);
  if (known !== undefined) return known;
  const loaded = await crypto.subtle.importKey('spki', spki.slice(), importAs, false, ['verify']);
  loadedKeys.remember(question, loaded);
  return loaded;
}

function asOctets(parameters: WebCall['importAs'] | WebCall['verifyAs']): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(parameters));
}

type WebCall = {
  readonly importAs: RsaHashedImportParams | EcKeyImportParams;
  readonly verifyAs: AlgorithmIdentifier | RsaPssParams | EcdsaParams;
  readonly signature: Uint8Array;
};

function webCall(scheme: SignatureScheme, key: PublicKey, signature: Uint8Array): WebCall | null {
  if (scheme.kind === 'unknown') return null;
  const hash = WEB_DIGESTS[scheme.digest];
  if (hash === undefined) return null;
  if (scheme.kind === 'ecdsa') return ecdsaCall(key, hash, signature);
  if (key.kind !== 'rsa' || signature.length !== Math.ceil(key.bits / 8)) return null;
  if (scheme.kind === 'rsa-pss') {
    return {
      importAs: { name: 'RSA-PSS', hash },
      verifyAs: { name: 'RSA-PSS', saltLength: scheme.saltLength },
      signature,
    };
  }
  const name = 'RSASSA-PKCS1-v1_5';
  return { importAs: { name, hash }, verifyAs: { name }, signature };
}

function ecdsaCall(key: PublicKey, hash: HashName, signature: Uint8Array): WebCall | null {
  if (key.kind !== 'ec') return null;
  const raw = rawEcdsaValue(signature, key.curve);
  if (raw === null) return null;
  return { importAs: { name: 'ECDSA', namedCurve: key.curve }, verifyAs: { name: 'ECDSA', hash }, signature: raw };
}

import { certificatesOfPem } from '#core/asn1/pem.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { spendPreparedSignature } from '../model/sealing/prepared-signature.ts';
import { KeySourceError } from '../ports/key-source-error.ts';
import type { SigningAlgorithm, SigningKey, SigningKeys } from '../ports/signing-keys.ts';
import { isBannedBy, type KeyEntry, keyIndexVersion, readKeyIndex } from './key-index.ts';
import type { PrivateKey } from './key-source.ts';
import type { KeySources } from './key-sources.ts';
import { isSignatureOf } from './signature-format.ts';

/**
 * The signing keys that the index of a folder names, wherever they lie. Nothing is opened before it is asked for; a
 * changed index is seen at the next question.
 */
export function openSigningKeys(folder: string, sources: KeySources): SigningKeys {
  let version = '';
  let entries: readonly KeyEntry[] = [];
  let loaded = new Map<string, Promise<SigningKey>>();
  return {
    activeKey: async (manufacturerId, algorithm) => {
      const current = `${keyIndexVersion(folder)} ${sources.version()}`;
      if (current !== version) {
        entries = readKeyIndex(folder);
        loaded = new Map();
        version = current;
      }
      const entry = activeEntry(entries, manufacturerId, algorithm);
      if (entry === null) return null;
      const key = loaded.get(entry.keyId) ?? openKey(folder, entry, sources);
      loaded.set(entry.keyId, key);
      // A key that could not be reached is tried again, not remembered as broken.
      key.catch(() => loaded.delete(entry.keyId));
      return key;
    },
  };
}

/** The active key that was made last. */
function activeEntry(
  entries: readonly KeyEntry[],
  manufacturerId: string,
  algorithm: SigningAlgorithm | undefined,
): KeyEntry | null {
  const isAsked = (entry: KeyEntry) =>
    entry.state === 'active' &&
    entry.manufacturerId === manufacturerId &&
    (algorithm === undefined || entry.algorithm === algorithm);
  return entries.findLast(isAsked) ?? null;
}

async function openKey(folder: string, entry: KeyEntry, sources: KeySources): Promise<SigningKey> {
  const [certificate] = certificatesOfPem(entry.certificate ?? '');
  if (certificate === undefined) throw new KeySourceError('key-not-found', `key ${entry.keyId} has no certificate`);
  const key = await asSourceFault(entry, sources.open(entry.place, entry.algorithm));
  const { spki } = readCertificate(certificate).publicKey;
  if (!equalBytes(key.publicKey, spki)) {
    throw new KeySourceError('key-not-found', `key ${entry.keyId} is not the one that its certificate names`);
  }
  return {
    id: entry.keyId,
    algorithm: entry.algorithm,
    certificate,
    chain: entry.chain.flatMap(certificatesOfPem),
    sign: async (prepared) => {
      const bytes = spendPreparedSignature(prepared, entry.manufacturerId);
      requireActive(folder, entry, key.publicKey);
      const value = await signVerified(entry, key, bytes);
      // Whoever was told meanwhile that the key is suspended or compromised was told so of this value, too.
      requireActive(folder, entry, key.publicKey);
      return value;
    },
  };
}

/** The index as it stands now decides: a key may have been suspended or marked since it was chosen. Throws `key-not-active`. */
function requireActive(folder: string, { keyId }: KeyEntry, publicKey: Uint8Array): void {
  const entries = readKeyIndex(folder);
  const isActive = entries.some((entry) => entry.keyId === keyId && entry.state === 'active');
  if (!isActive || isBannedBy(entries, publicKey))
    throw new KeySourceError('key-not-active', `key ${keyId} is not active any more`);
}

/** No value leaves that its own certificate does not answer for: a token that fails must not spoil a document. */
async function signVerified(entry: KeyEntry, key: PrivateKey, bytes: Uint8Array): Promise<Uint8Array> {
  const value = await asSourceFault(entry, key.sign(bytes));
  if (isSignatureOf(entry.algorithm, key.publicKey, bytes, value)) return value;
  throw new KeySourceError('signature-not-verified', 'the source gave a value that its key does not verify');
}

/** Whatever goes wrong where the key lies, down to an answer that makes no sense, is a fault of its source. */
async function asSourceFault<Value>({ keyId }: KeyEntry, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof KeySourceError) throw cause;
    throw new KeySourceError('source-unavailable', `key ${keyId} cannot be used: ${String(cause)}`, { cause });
  }
}

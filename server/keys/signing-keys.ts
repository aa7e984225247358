import { certificatesOfPem } from '#core/asn1/pem.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { spendPreparedSignature } from '../model/sealing/prepared-signature.ts';
import { KeySourceError } from '../ports/key-source-error.ts';
import type { SharedRecord, SharedRecords } from '../ports/shared-records.ts';
import type { SigningAlgorithm, SigningKey, SigningKeys } from '../ports/signing-keys.ts';
import { entriesOf, isBannedBy, KEY_RECORDS, type KeyEntry } from './key-index.ts';
import type { PrivateKey } from './key-source.ts';
import type { KeySources } from './key-sources.ts';
import { isSignatureOf } from './signature-format.ts';

/** The index as it stood at one revision, and what was opened of it. */
type Standing = { readonly entries: readonly KeyEntry[]; readonly loaded: Map<string, Promise<SigningKey>> };
type AskStanding = () => Promise<Standing>;

/**
 * The signing keys that the index in the store names, wherever they lie. Nothing is opened before it is asked for. Each question,
 * and each signature before and after it is made, asks the store how the keys stand; where it cannot be asked, its fault is thrown.
 */
export function openSigningKeys(shared: SharedRecords, sources: KeySources): SigningKeys {
  let version = '';
  let standing = viewOf(shared);
  const ask: AskStanding = () => {
    const current = sources.version();
    if (current !== version) {
      standing = viewOf(shared);
      version = current;
    }
    return standing();
  };
  return {
    activeKey: async (manufacturerId, algorithm) => {
      const { entries, loaded } = await ask();
      const entry = activeEntry(entries, manufacturerId, algorithm);
      if (entry === null) return null;
      const key = loaded.get(entry.keyId) ?? openKey(ask, entry, sources);
      loaded.set(entry.keyId, key);
      // A key that could not be reached is tried again, not remembered as broken.
      key.catch(() => loaded.delete(entry.keyId));
      return key;
    },
  };
}

function viewOf(shared: SharedRecords): AskStanding {
  return shared.view(KEY_RECORDS, (records: readonly SharedRecord[]) => ({
    entries: entriesOf(records),
    loaded: new Map(),
  }));
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

async function openKey(ask: AskStanding, entry: KeyEntry, sources: KeySources): Promise<SigningKey> {
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
      await requireActive(ask, entry, key.publicKey);
      const value = await signVerified(entry, key, bytes);
      // Whoever was told meanwhile that the key is suspended or compromised was told so of this value, too.
      await requireActive(ask, entry, key.publicKey);
      return value;
    },
  };
}

/** The index as it stands now decides: a key may have been suspended or marked since it was chosen. Throws `key-not-active`. */
async function requireActive(ask: AskStanding, { keyId }: KeyEntry, publicKey: Uint8Array): Promise<void> {
  const { entries } = await ask();
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

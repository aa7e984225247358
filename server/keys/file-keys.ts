import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { spendPreparedSignature } from '../domain/prepared-signature.ts';
import { makePrivateFolder } from '../files/durable-files.ts';
import { equalBytes } from '../pki/bytes.ts';
import { readCertificate } from '../pki/certificate.ts';
import type { SigningAlgorithm, SigningKey, SigningKeys } from '../ports/signing-keys.ts';
import { readKeyFile, writeKeyFile } from './key-files.ts';
import { type KeyEntry, keyIndexVersion, readKeyIndex, writeKeyIndex } from './key-index.ts';
import { certificatePem, certificatesOfPem } from './pem.ts';

/**
 * Signing keys in a folder. Nothing is read before it is asked for; a key is decrypted once and then kept in memory,
 * never given out. A changed index is seen at the next question.
 */
export function openFileKeys(folder: string): SigningKeys {
  let version = '';
  let entries: readonly KeyEntry[] = [];
  let loaded = new Map<string, Promise<SigningKey>>();
  return {
    activeKey: async (manufacturerId, algorithm) => {
      const current = keyIndexVersion(folder);
      if (current !== version) {
        entries = readKeyIndex(folder);
        loaded = new Map();
        version = current;
      }
      const entry = activeEntry(entries, manufacturerId, algorithm);
      if (entry === null) return null;
      const key = loaded.get(entry.keyId) ?? loadKey(folder, entry);
      loaded.set(entry.keyId, key);
      // A file that could not be read is tried again, not remembered as broken.
      key.catch(() => loaded.delete(entry.keyId));
      return key;
    },
  };
}

/** The newest active key, the last in the index. */
function activeEntry(
  entries: readonly KeyEntry[],
  manufacturerId: string,
  algorithm: SigningAlgorithm | undefined,
): KeyEntry | null {
  const isAsked = (entry: KeyEntry) =>
    entry.active &&
    entry.manufacturerId === manufacturerId &&
    (algorithm === undefined || entry.algorithm === algorithm);
  return entries.findLast(isAsked) ?? null;
}

async function loadKey(folder: string, entry: KeyEntry): Promise<SigningKey> {
  const [certificate] = certificatesOfPem(entry.certificate);
  if (certificate === undefined) throw new Error(`key ${entry.keyId} has no certificate`);
  const key = await readKeyFile(folder, entry.file);
  const spki = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  if (!equalBytes(spki, readCertificate(certificate).publicKey.spki)) {
    throw new Error(`key ${entry.keyId} is not the one that its certificate names`);
  }
  return {
    id: entry.keyId,
    algorithm: entry.algorithm,
    certificate,
    chain: entry.chain.flatMap(certificatesOfPem),
    sign: async (prepared) => signOffLoop(key, spendPreparedSignature(prepared)),
  };
}

/** With a callback Node signs on its thread pool. Gives a PKCS#1 block, or a DER ECDSA-Sig-Value, by the key's type. */
function signOffLoop(key: KeyObject, bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign('sha256', bytes, key, (error, signature) => {
      if (error === null) resolve(new Uint8Array(signature));
      else reject(error);
    });
  });
}

export type NewFileKey = {
  readonly manufacturerId: string;
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER, nearest first, root included. */
  readonly chain: readonly Uint8Array[];
};

/**
 * Adds an active key to a folder: RSA as PKCS#12, P-256 as encrypted PKCS#8. It is the manufacturer's key from then on;
 * a former one of the same algorithm becomes inactive and stays. Throws when the id is taken.
 */
export function addFileKey(folder: string, key: NewFileKey, randomBytes: (count: number) => Uint8Array): void {
  const entries = readKeyIndex(folder);
  const { manufacturerId, keyId, algorithm, certificate, chain, privateKey } = key;
  if (entries.some((entry) => entry.keyId === keyId)) throw new Error(`there is a key ${keyId} already`);
  const file = algorithm === 'rsa-pkcs1-sha256' ? `${keyId}.p12` : `${keyId}.pem`;
  makePrivateFolder(folder);
  writeKeyFile({ folder, file, privateKey, certificates: [certificate, ...chain], randomBytes });
  const isReplaced = (entry: KeyEntry) => entry.manufacturerId === manufacturerId && entry.algorithm === algorithm;
  const kept = entries.map((entry) => (isReplaced(entry) ? { ...entry, active: false } : entry));
  const pems = { certificate: certificatePem(certificate), chain: chain.map(certificatePem) };
  writeKeyIndex(folder, [...kept, { manufacturerId, keyId, algorithm, file, ...pems, active: true }]);
}

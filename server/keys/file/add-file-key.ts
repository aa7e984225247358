import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { certificatePem } from '#core/asn1/pem.ts';
import { makePrivateFolder } from '../../files/durable-files.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import type { SharedRecords } from '../../ports/shared-records.ts';
import type { SigningAlgorithm } from '../../ports/signing-keys.ts';
import { entriesOf, KEY_RECORDS, type KeyEntry, recordOfEntry } from '../key-index.ts';
import type { RandomBytes } from '../key-pair.ts';
import { writeKeyFile } from './key-files.ts';

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

/** Where a key is added: the records and the folder of keys of one install. */
export type KeyHome = {
  readonly shared: Pick<SharedRecords, 'read' | 'change'>;
  readonly folder: string;
};

/**
 * Adds an active key with its certificate: RSA as PKCS#12, others as encrypted PKCS#8. It is the manufacturer's key from
 * then on; a former one of the same algorithm is retired. For an install that nobody else uses yet.
 * @throws {KeySourceError} `already-exists` when the id is taken
 */
export async function addFileKey(
  { shared, folder }: KeyHome,
  key: NewFileKey,
  randomBytes: RandomBytes,
): Promise<void> {
  const { certificate, chain, privateKey } = key;
  const file = privateKey.asymmetricKeyType === 'rsa' ? `${key.keyId}.p12` : `${key.keyId}.pem`;
  // Before a file of that name is written over.
  requireFree(entriesOf((await shared.read(KEY_RECORDS)).records), key);
  makePrivateFolder(folder);
  writeKeyFile({ folder, file, privateKey, certificates: [certificate, ...chain], randomBytes });
  await shared.change(KEY_RECORDS, (records) => {
    const entries = entriesOf(records);
    requireFree(entries, key);
    const retired = entries.filter(isReplacedBy(key)).map((entry) => ({ ...entry, state: 'retired' as const }));
    return { put: [...retired, entryOf(key, file)].map(recordOfEntry), remove: [], answer: null };
  });
}

function requireFree(entries: readonly KeyEntry[], { keyId }: NewFileKey): void {
  if (entries.some((entry) => entry.keyId === keyId))
    throw new KeySourceError('already-exists', `there is a key ${keyId} already`);
}

function isReplacedBy({ manufacturerId, algorithm }: NewFileKey): (entry: KeyEntry) => boolean {
  return (entry) =>
    entry.state === 'active' && entry.manufacturerId === manufacturerId && entry.algorithm === algorithm;
}

function entryOf(
  { manufacturerId, keyId, algorithm, certificate, chain, privateKey }: NewFileKey,
  file: string,
): KeyEntry {
  return {
    ...{ manufacturerId, keyId, algorithm },
    place: { kind: 'file', file },
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    certificate: certificatePem(certificate),
    chain: chain.map(certificatePem),
    state: 'active',
    compromisedSince: null,
  };
}

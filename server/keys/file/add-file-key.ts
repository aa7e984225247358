import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { certificatePem } from '#core/asn1/pem.ts';
import { makePrivateFolder } from '../../files/durable-files.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import type { SigningAlgorithm } from '../../ports/signing-keys.ts';
import { type KeyEntry, readKeyIndex, writeKeyIndex } from '../key-index.ts';
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

/**
 * Adds an active key with its certificate to a folder: RSA as PKCS#12, others as encrypted PKCS#8. It is the
 * manufacturer's key from then on; a former one of the same algorithm is retired. For a folder that nobody else uses
 * yet.
 * @throws {KeySourceError} `already-exists` when the id is taken
 */
export function addFileKey(folder: string, key: NewFileKey, randomBytes: (count: number) => Uint8Array): void {
  const entries = readKeyIndex(folder);
  const { manufacturerId, keyId, algorithm, certificate, chain, privateKey } = key;
  if (entries.some((entry) => entry.keyId === keyId))
    throw new KeySourceError('already-exists', `there is a key ${keyId} already`);
  const file = privateKey.asymmetricKeyType === 'rsa' ? `${keyId}.p12` : `${keyId}.pem`;
  makePrivateFolder(folder);
  writeKeyFile({ folder, file, privateKey, certificates: [certificate, ...chain], randomBytes });
  const isReplaced = (entry: KeyEntry) =>
    entry.state === 'active' && entry.manufacturerId === manufacturerId && entry.algorithm === algorithm;
  const kept = entries.map((entry) => (isReplaced(entry) ? { ...entry, state: 'retired' as const } : entry));
  const entry: KeyEntry = {
    ...{ manufacturerId, keyId, algorithm },
    place: { kind: 'file', file },
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    certificate: certificatePem(certificate),
    chain: chain.map(certificatePem),
    state: 'active',
    compromisedSince: null,
  };
  writeKeyIndex(folder, [...kept, entry]);
}

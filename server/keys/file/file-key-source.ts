import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { sealingCurve, sealingDigest } from '#core/x509/sealing-algorithm.ts';
import { makePrivateFolder } from '../../files/durable-files.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import type { SigningAlgorithm } from '../../ports/signing-keys.ts';
import { makeKeyPair, type RandomBytes, RSA_BITS } from '../key-pair.ts';
import type { KeyPlace, KeySource, PrivateKey } from '../key-source.ts';
import { nodeKey } from '../signature-format.ts';
import { type AskPassphrase, isPassphraseTyped, readKeyFile, writeNewKeyFile } from './key-files.ts';

/** Keys in files of a folder. A key is decrypted when it is first asked for and then kept in memory, never given out. */
export function openFileKeySource(
  folder: string,
  { randomBytes, ask }: { readonly randomBytes: RandomBytes; readonly ask: AskPassphrase | null },
): KeySource {
  const typed = new Map<string, KeyObject>();
  // A passphrase is not asked for again because another entry of the index changed.
  const read = async (file: string) => {
    const known = typed.get(file);
    if (known !== undefined) return known;
    const isTyped = isPassphraseTyped(folder, file);
    const key = await readKeyFile(folder, file, ask);
    if (isTyped) typed.set(file, key);
    return key;
  };
  const open = async (place: KeyPlace, algorithm: SigningAlgorithm) => {
    if (place.kind !== 'file') throw new KeySourceError('key-not-found', 'no file names the key');
    return privateKey(await read(place.file), algorithm);
  };
  return {
    open,
    create: async ({ keyId, algorithm, existing }) => {
      const file = existing ?? (await makeKeyFile(folder, keyId, algorithm, randomBytes));
      const place: KeyPlace = { kind: 'file', file };
      return { place, key: await open(place, algorithm) };
    },
    close: async () => {},
  };
}

/** Gives the name of the file. A private key is never written over: where the name is taken, the file has another one. */
async function makeKeyFile(
  folder: string,
  keyId: string,
  algorithm: SigningAlgorithm,
  randomBytes: RandomBytes,
): Promise<string> {
  const curve = sealingCurve(algorithm);
  const pair =
    curve === null
      ? await makeKeyPair('rsa', { modulusLength: RSA_BITS })
      : await makeKeyPair('ec', { namedCurve: curve });
  makePrivateFolder(folder);
  const key = { folder, privateKey: pair.privateKey, certificates: [], randomBytes };
  for (let count = 1; ; count += 1) {
    const file = count === 1 ? `${keyId}.pem` : `${keyId}.${count}.pem`;
    if (writeNewKeyFile({ ...key, file })) return file;
  }
}

function privateKey(key: KeyObject, algorithm: SigningAlgorithm): PrivateKey {
  return {
    publicKey: new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' })),
    sign: (bytes) => signOffLoop(key, algorithm, bytes),
  };
}

/** With a callback Node signs on its thread pool. */
function signOffLoop(key: KeyObject, algorithm: SigningAlgorithm, bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(sealingDigest(algorithm), bytes, nodeKey(algorithm, key), (error, signature) => {
      if (error === null) resolve(new Uint8Array(signature));
      else reject(error);
    });
  });
}

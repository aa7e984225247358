/** Private keys in files: PKCS#12 for RSA, encrypted PKCS#8 for P-256, each with its random passphrase beside it. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import forge from 'node-forge';
import { writePrivateFile } from '../files/durable-files.ts';
import { derOfForge, forgeOfDer, forgePrivateKey } from './forge-parts.ts';

const PASSPHRASE_BYTES = 32;
/** Guessing 256 random bits is hopeless however fast a guess is, so starting need not be slow. */
const PBKDF2_ROUNDS = 2048;

type NewKeyFile = {
  readonly folder: string;
  readonly file: string;
  readonly privateKey: KeyObject;
  readonly certificates: readonly Uint8Array[];
  readonly randomBytes: (count: number) => Uint8Array;
};

/** Writes a key, encrypted with AES-256, and its passphrase, both 0600. The name says which of the two forms. */
export function writeKeyFile({ folder, file, privateKey, certificates, randomBytes }: NewKeyFile): void {
  const passphrase = Buffer.from(randomBytes(PASSPHRASE_BYTES)).toString('base64url');
  const content = file.endsWith('.p12')
    ? pkcs12(privateKey, certificates, passphrase)
    : privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
  writePrivateFile(path.join(folder, passphraseFile(file)), passphrase);
  writePrivateFile(path.join(folder, file), content);
}

/** Reads a key. Throws for a wrong passphrase, a damaged file, or one without exactly one key. */
export async function readKeyFile(folder: string, file: string): Promise<KeyObject> {
  const [content, passphrase] = await Promise.all([
    readFile(path.join(folder, file)),
    readFile(path.join(folder, passphraseFile(file)), 'utf8'),
  ]);
  if (file.endsWith('.p12')) return keyOfPkcs12(content, passphrase.trim());
  return createPrivateKey({ key: content, passphrase: passphrase.trim() });
}

function passphraseFile(file: string): string {
  return `${file}.passphrase`;
}

function pkcs12(privateKey: KeyObject, certificates: readonly Uint8Array[], passphrase: string): Uint8Array {
  const chain = certificates.map((der) => forge.pki.certificateFromAsn1(forgeOfDer(der)));
  const options = { algorithm: 'aes256', count: PBKDF2_ROUNDS } as const;
  return derOfForge(forge.pkcs12.toPkcs12Asn1(forgePrivateKey(privateKey), chain, passphrase, options));
}

function keyOfPkcs12(content: Uint8Array, passphrase: string): KeyObject {
  const bags = forge.pkcs12.pkcs12FromAsn1(forgeOfDer(content), passphrase);
  const bagType = forge.pki.oids.pkcs8ShroudedKeyBag as string;
  const [bag, ...more] = bags.getBags({ bagType })[bagType] ?? [];
  if (bag?.key === undefined || bag.key === null || more.length > 0) throw new Error('PKCS#12 without exactly one key');
  const pkcs1 = derOfForge(forge.pki.privateKeyToAsn1(bag.key));
  return createPrivateKey({ key: Buffer.from(pkcs1), format: 'der', type: 'pkcs1' });
}

/** Private keys in files, PKCS#12 or encrypted PKCS#8; each that is made here has its random passphrase beside it. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import forge from 'node-forge';
import { writePrivateFile } from '../../files/durable-files.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import { derOfForge, forgeOfDer, forgePrivateKey } from './forge-parts.ts';
import './native-derivation.ts';

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

/**
 * As `writeKeyFile`, under a name that nothing has yet: false where it is taken, also by another process that works on the same
 * folder at the same time. The passphrase is written first, and alone holds the name.
 */
export function writeNewKeyFile(key: NewKeyFile): boolean {
  const { folder, file } = key;
  if (existsSync(path.join(folder, file)) || !holdName(path.join(folder, passphraseFile(file)))) return false;
  writeKeyFile(key);
  return true;
}

function holdName(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx', 0o600));
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw cause;
  }
}

/** Asks a person for the passphrase of a file; null where there is no terminal. */
export type AskPassphrase = (file: string) => Promise<string | null>;

/** How often a passphrase may be typed before the key counts as unusable. */
const MAX_TRIES = 3;

/**
 * Reads a key with the passphrase that lies beside it, else with the one that is typed where `ask` can ask for it.
 * Throws `key-not-here` where there is no such file, `key-not-found`, `passphrase-missing` where no terminal can ask, and `passphrase-wrong`, also for a file
 * without exactly one key.
 */
export async function readKeyFile(folder: string, file: string, ask: AskPassphrase | null = null): Promise<KeyObject> {
  const content = await readFile(path.join(folder, file)).catch((cause: unknown) => {
    throw unreadable(path.join(folder, file), cause);
  });
  const beside = path.join(folder, passphraseFile(file));
  if (existsSync(beside)) return decrypted(file, content, (await readFile(beside, 'utf8')).trim());
  for (let tries = 1; ; tries += 1) {
    const passphrase = ask === null ? null : await ask(file);
    if (passphrase === null) throw new KeySourceError('passphrase-missing', missingRemedy(file));
    try {
      return decrypted(file, content, passphrase);
    } catch (fault) {
      if (tries === MAX_TRIES) throw fault;
    }
  }
}

function unreadable(file: string, cause: unknown): KeySourceError {
  return codeOf(cause) === 'ENOENT'
    ? new KeySourceError(
        'key-not-here',
        `${file} is not there: restore it with its passphrase from your backup, or copy both from another instance`,
        { cause },
      )
    : new KeySourceError('key-not-found', `${file} cannot be read: restore it from your backup`, { cause });
}

function codeOf(cause: unknown): unknown {
  return Error.isError(cause) && 'code' in cause ? cause.code : null;
}

/** Whether the passphrase of a key file must be typed. */
export function isPassphraseTyped(folder: string, file: string): boolean {
  return !existsSync(path.join(folder, passphraseFile(file)));
}

function missingRemedy(file: string): string {
  return `the passphrase of ${file} must be typed: start in a terminal, or put it into ${passphraseFile(file)} beside it (mode 0600)`;
}

function decrypted(file: string, content: Buffer, passphrase: string): KeyObject {
  try {
    return file.endsWith('.p12') ? keyOfPkcs12(content, passphrase) : createPrivateKey({ key: content, passphrase });
  } catch (cause) {
    throw new KeySourceError(
      'passphrase-wrong',
      `${file} cannot be read: wrong passphrase, or damaged; restore both files from your backup`,
      { cause },
    );
  }
}

function passphraseFile(file: string): string {
  return `${file}.passphrase`;
}

function pkcs12(privateKey: KeyObject, certificates: readonly Uint8Array[], passphrase: string): Uint8Array {
  const chain = certificates.map((der) => forge.pki.certificateFromAsn1(forgeOfDer(der)));
  const options = { algorithm: 'aes256', count: PBKDF2_ROUNDS } as const;
  return derOfForge(forge.pkcs12.toPkcs12Asn1(forgePrivateKey(privateKey), chain, passphrase, options));
}

/** The one key of a PKCS#12 file. forge knows RSA only, but keeps the decrypted PKCS#8 of a key that it does not know. */
function keyOfPkcs12(content: Uint8Array, passphrase: string): KeyObject {
  const file = forge.pkcs12.pkcs12FromAsn1(forgeOfDer(content), passphrase);
  const bags = [forge.pki.oids.pkcs8ShroudedKeyBag, forge.pki.oids.keyBag].flatMap(
    (bagType) => file.getBags({ bagType: bagType as string })[bagType as string] ?? [],
  );
  const [bag, ...more] = bags;
  if (bag === undefined || more.length > 0) throw new Error('PKCS#12 without exactly one key');
  if (bag.key === undefined || bag.key === null) {
    return createPrivateKey({ key: Buffer.from(derOfForge(bag.asn1)), format: 'der', type: 'pkcs8' });
  }
  const pkcs1 = derOfForge(forge.pki.privateKeyToAsn1(bag.key));
  return createPrivateKey({ key: Buffer.from(pkcs1), format: 'der', type: 'pkcs1' });
}

import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { BackupFault } from '../../ports/backup-fault.ts';

/**
 * Encryption by age (https://age-encryption.org/v1): to a recipient whose identity lies elsewhere, or to an identity that
 * lies in the backup, locked with a passphrase. The slow derivation from a passphrase (scrypt) is needed once a run.
 */

const RECIPIENT = /^age1[02-9ac-hj-np-z]{40,4000}$/;
const IDENTITY = /^AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{40,200}$/;
/** Shorter ones can be guessed by whoever has the backup. */
const LEAST_PASSPHRASE = 12;

/** Writes the encryption of a file's octets into another one. */
export type EncryptFile = (from: string | Uint8Array, to: string) => Promise<void>;
/** The octets of an encrypted file. @throws {BackupFault} `backup-damaged` */
export type DecryptFile = (from: string) => Promise<Uint8Array>;
/** The same into a file, for what is too large for memory. */
export type DecryptInto = (from: string, to: string) => Promise<void>;

/** The recipient as it was typed. @throws {BackupFault} `backup-key-not-valid` */
export function readRecipient(text: string): string {
  if (RECIPIENT.test(text.trim())) return text.trim();
  throw new BackupFault(
    'backup-key-not-valid',
    'the recipient is not one of age: give the line "age1…" that age-keygen prints',
  );
}

/** The passphrase in a file: its first line. @throws {BackupFault} `backup-key-not-valid` */
export async function readPassphrase(file: string): Promise<string> {
  const [passphrase = ''] = (await readText(file)).split('\n');
  if (passphrase.trim().length >= LEAST_PASSPHRASE) return passphrase.trim();
  throw new BackupFault(
    'backup-key-not-valid',
    `the passphrase in ${file} has fewer than ${LEAST_PASSPHRASE} characters: give a longer one`,
  );
}

/** The identity in a file as age-keygen writes it. @throws {BackupFault} `backup-key-not-valid` */
export async function readIdentity(file: string): Promise<string> {
  const identity = (await readText(file)).split('\n').find((line) => IDENTITY.test(line.trim()));
  if (identity !== undefined) return identity.trim();
  throw new BackupFault(
    'backup-key-not-valid',
    `${file} holds no identity of age: give the file that age-keygen wrote`,
  );
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BackupFault('backup-key-not-valid', `${file} cannot be read`, { cause });
  });
}

/** An identity locked with a passphrase. */
export async function lockIdentity(identity: string, passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return encrypter.encrypt(identity);
}

/** What the passphrase unlocks. @throws {BackupFault} `backup-key-wrong` */
export async function unlockIdentity(locked: Uint8Array, passphrase: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(locked, 'text');
  } catch (cause) {
    throw new BackupFault(
      'backup-key-wrong',
      'the passphrase does not open this backup: give the one it was made with',
      { cause },
    );
  }
}

export function recipientOf(identity: string): Promise<string> {
  return identityToRecipient(identity);
}

export function encryptTo(recipient: string): EncryptFile {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return async (from, to) => {
    const plain = typeof from === 'string' ? streamOf(from) : new Blob([Uint8Array.from(from)]).stream();
    const encrypted = await encrypter.encrypt(plain as ReadableStream<Uint8Array>);
    // `flush`: the file is durable once the stream is closed.
    await pipeline(
      Readable.fromWeb(encrypted as WebStream),
      createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }),
    );
  };
}

export function decryptWith(identity: string): { readonly toMemory: DecryptFile; readonly toFile: DecryptInto } {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return {
    toMemory: (from) => orDamaged(from, async () => decrypter.decrypt(await readFile(from))),
    toFile: (from, to) =>
      orDamaged(from, async () => {
        const plain = await decrypter.decrypt(streamOf(from) as ReadableStream<Uint8Array>);
        await pipeline(
          Readable.fromWeb(plain as WebStream),
          createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }),
        );
      }),
  };
}

async function orDamaged<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new BackupFault(
        'backup-incomplete',
        `${file} is missing: use another snapshot, or another copy of the backup`,
        { cause },
      );
    // Of the file system, not of the file.
    if (code !== undefined) throw cause;
    const isKey = cause instanceof Error && /no identity matched/.test(cause.message);
    if (isKey) throw new BackupFault('backup-key-wrong', `the key given does not open ${file}`, { cause });
    throw new BackupFault(
      'backup-damaged',
      `${file} was changed or damaged: use another snapshot, or another copy of the backup`,
      { cause },
    );
  }
}

function streamOf(file: string): WebStream<Uint8Array> {
  return Readable.toWeb(createReadStream(file, { highWaterMark: 1_048_576 }));
}

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { z } from 'zod';
import { flushFolder, writeFileDurablyAsync } from '../../files/durable-files.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { BackupFault } from '../../ports/backup-fault.ts';
import {
  type EncryptFile,
  encryptTo,
  lockIdentity,
  readIdentity,
  readPassphrase,
  readRecipient,
  recipientOf,
  unlockIdentity,
} from './backup-cipher.ts';

/**
 * A folder of backups: `objects/ab/<SHA-256 of the plain octets>.age`, each once however many snapshots name it;
 * `snapshots/<moment>.age`, written last, which names them; and in the clear only how it is encrypted.
 */

const INFO = 'vinseal-backup.json';
const LOCKED_IDENTITY = 'identity.age';
const CONTENT = z.discriminatedUnion('encryption', [
  z.strictObject({ format: z.literal('vinseal.backup.v1'), encryption: z.literal('passphrase') }),
  z.strictObject({ format: z.literal('vinseal.backup.v1'), encryption: z.literal('recipient'), recipient: z.string() }),
]);

/** What a backup is encrypted to. */
export type BackupKey = { readonly passphraseFile: string } | { readonly recipient: string };
/** What opens it. */
export type RestoreKey = { readonly passphraseFile: string } | { readonly identityFile: string };

export type BackupWriter = {
  /** Whether octets of that SHA-256 are stored. */
  readonly has: (sha256: string) => boolean;
  /** Stores octets, or a file, under their SHA-256. False where they were stored before. */
  readonly put: (sha256: string, from: string | Uint8Array) => Promise<boolean>;
  /** Stores the list of a snapshot, when all that it names is stored. Gives its name. */
  readonly finish: (manifest: Uint8Array, at: string) => Promise<string>;
};

/** Opens a folder for another snapshot; an empty one is begun. @throws {BackupFault} */
export async function openBackupFolder(folder: string, key: BackupKey): Promise<BackupWriter> {
  makeFolder(folder);
  const encrypt = encryptTo(await recipientFor(folder, key));
  await removeUnfinished(folder);
  return {
    has: (sha256) => existsSync(objectOf(folder, sha256)),
    put: (sha256, from) => putObject(encrypt, objectOf(folder, sha256), from),
    finish: async (manifest, at) => {
      const name = `${at.replaceAll(/[-:]/g, '').replace('.', '-')}-${randomUUID().slice(0, 8)}`;
      await putObject(encrypt, path.join(folder, 'snapshots', `${name}.age`), manifest);
      return name;
    },
  };
}

/** How long nobody can still be writing a file, in ms. */
const UNFINISHED_MS = 24 * 3_600_000;

/** What backups that were killed left. */
async function removeUnfinished(folder: string): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of found.filter((entry) => entry.name.endsWith('.tmp'))) {
    const file = path.join(parentPath, name);
    const { mtimeMs } = await stat(file);
    if (mtimeMs < Date.now() - UNFINISHED_MS) await rm(file, { force: true });
  }
}

async function recipientFor(folder: string, key: BackupKey): Promise<string> {
  const info = await readInfo(folder);
  if (info === null) return begin(folder, key);
  if ('passphraseFile' in key) {
    if (info.encryption !== 'passphrase') throw otherKey(folder);
    // Unlocked rather than read from a list: whoever can write into the folder must not name another recipient.
    return recipientOf(await unlockIdentity(await readLocked(folder), await readPassphrase(key.passphraseFile)));
  }
  const recipient = readRecipient(key.recipient);
  if (info.encryption !== 'recipient' || info.recipient !== recipient) throw otherKey(folder);
  return recipient;
}

async function begin(folder: string, key: BackupKey): Promise<string> {
  const found = (await readdir(folder)).filter((name) => name !== LOCKED_IDENTITY && !name.endsWith('.tmp'));
  if (found.length > 0)
    throw new BackupFault(
      'backup-folder-not-ours',
      `${folder} holds ${found.slice(0, 3).join(', ')} but no ${INFO}: give an empty folder, or one with backups`,
    );
  if ('recipient' in key) {
    const recipient = readRecipient(key.recipient);
    await writeInfo(folder, { format: 'vinseal.backup.v1', encryption: 'recipient', recipient });
    return recipient;
  }
  const passphrase = await readPassphrase(key.passphraseFile);
  const identity = await generateX25519Identity();
  await writeFileDurablyAsync(path.join(folder, LOCKED_IDENTITY), await lockIdentity(identity, passphrase), 0o600);
  await writeInfo(folder, { format: 'vinseal.backup.v1', encryption: 'passphrase' });
  return recipientOf(identity);
}

function writeInfo(folder: string, info: z.infer<typeof CONTENT>): Promise<void> {
  return writeFileDurablyAsync(path.join(folder, INFO), new TextEncoder().encode(`${JSON.stringify(info)}\n`), 0o600);
}

async function readInfo(folder: string): Promise<z.infer<typeof CONTENT> | null> {
  const file = path.join(folder, INFO);
  if (!existsSync(file)) return null;
  try {
    return CONTENT.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new BackupFault('backup-damaged', `${file} cannot be read, or a later version made it`, { cause });
  }
}

async function readLocked(folder: string): Promise<Uint8Array> {
  const file = path.join(folder, LOCKED_IDENTITY);
  return readFile(file).catch((cause: unknown) => {
    throw new BackupFault('backup-incomplete', `${file} is missing: without it the passphrase opens nothing`, {
      cause,
    });
  });
}

function otherKey(folder: string): BackupFault {
  return new BackupFault(
    'backup-key-wrong',
    `the backups in ${folder} are encrypted to another key: give that one, or an empty folder`,
  );
}

/** A file appears under its name whole and durable. */
async function putObject(encrypt: EncryptFile, file: string, from: string | Uint8Array): Promise<boolean> {
  if (existsSync(file)) return false;
  makeFolder(path.dirname(file));
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await encrypt(from, temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(path.dirname(file));
  return true;
}

/** Where an object lies. */
export function objectOf(folder: string, sha256: string): string {
  return path.join(folder, 'objects', sha256.slice(0, 2), `${sha256}.age`);
}

/** The identity that opens a folder of backups. @throws {BackupFault} */
export async function openIdentity(folder: string, key: RestoreKey): Promise<string> {
  const info = await readInfo(folder);
  if (info === null) throw new BackupFault('backup-not-found', `${folder} holds no backup: there is no ${INFO}`);
  if ('identityFile' in key) return readIdentity(key.identityFile);
  if (info.encryption !== 'passphrase') throw otherKey(folder);
  return unlockIdentity(await readLocked(folder), await readPassphrase(key.passphraseFile));
}

/** The snapshot of that name, or the newest: its file. @throws {BackupFault} `backup-not-found` */
export async function findSnapshot(folder: string, name: string | null): Promise<string> {
  const snapshots = path.join(folder, 'snapshots');
  await mkdir(snapshots, { recursive: true });
  const names = (await readdir(snapshots)).filter((file) => file.endsWith('.age')).toSorted();
  const found = name === null ? names.at(-1) : names.find((file) => file === `${name}.age`);
  if (found !== undefined) return path.join(snapshots, found);
  throw new BackupFault(
    'backup-not-found',
    `${folder} holds no ${name === null ? 'finished snapshot' : `snapshot ${name}`}: there are ${names.join(', ') || 'none'}`,
  );
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { makePrivateFolder, writeFileDurably } from '../files/durable-files.ts';
import { underFileLock } from '../files/file-lock.ts';
import { isBanned } from '../model/keys/is-banned.ts';
import { KEY_STATES } from '../ports/key-ledger.ts';
import { KeySourceError } from '../ports/key-source-error.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';

const INDEX_FILE = 'index.json';
const LOCK_FILE = '.index.lock';
const LOCK_WAIT_MS = 10_000;

/** A file of the folder itself: no path leads out of it. */
export const FILE_NAME = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
const PEM = z.string().includes('-----BEGIN CERTIFICATE-----');

const PLACE = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), file: FILE_NAME }),
  z.strictObject({ kind: z.literal('pkcs11'), source: FILE_NAME, id: z.string().regex(/^([0-9a-f]{2})+$/) }),
  z.strictObject({ kind: z.literal('remote'), source: FILE_NAME, credential: z.string().min(1) }),
]);

const KEY = {
  manufacturerId: z.string().min(1),
  keyId: FILE_NAME,
  algorithm: z.enum(SIGNING_ALGORITHMS),
  /** Nearest first, root included. */
  chain: z.array(PEM),
};

const ENTRY = z.strictObject({
  ...KEY,
  place: PLACE,
  /** DER SubjectPublicKeyInfo. */
  publicKey: z.base64(),
  certificate: PEM.nullable(),
  state: z.enum(KEY_STATES),
  compromisedSince: z.iso.datetime().nullable(),
});

/** What the index says of one key. */
export type KeyEntry = z.infer<typeof ENTRY>;

/** How version 0.1 wrote it: files only, active or not. */
const FIRST_ENTRY = z.strictObject({ ...KEY, file: FILE_NAME, certificate: PEM, active: z.boolean() }).transform(
  ({ file, active, ...entry }): KeyEntry => ({
    ...entry,
    place: { kind: 'file', file },
    publicKey: publicKeyOf(entry.certificate),
    state: active ? 'active' : 'retired',
    compromisedSince: null,
  }),
);

function publicKeyOf(pem: string): string {
  const [certificate] = certificatesOfPem(pem);
  if (certificate === undefined) throw new Error('a key without a certificate');
  return Buffer.from(readCertificate(certificate).publicKey.spki).toString('base64');
}

const INDEX = z.array(z.union([ENTRY, FIRST_ENTRY]));

/** The index of a folder of keys; empty when there is none. Throws `index-unreadable` for one that is not valid. */
export function readKeyIndex(folder: string): readonly KeyEntry[] {
  const file = path.join(folder, INDEX_FILE);
  if (!existsSync(file)) return [];
  try {
    return INDEX.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new KeySourceError('index-unreadable', `${file} cannot be read: restore it from your backup`, { cause });
  }
}

/** Whether a key (DER SubjectPublicKeyInfo) is one that the index calls compromised. */
export function isBannedBy(entries: readonly KeyEntry[], publicKey: Uint8Array): boolean {
  const keys = entries.map((entry) => ({ ...entry, publicKey: Buffer.from(entry.publicKey, 'base64') }));
  return isBanned(keys, publicKey);
}

/** Changes when the index does. */
export function keyIndexVersion(folder: string): string {
  const stat = statSync(path.join(folder, INDEX_FILE), { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.ino}-${stat.mtimeMs}-${stat.size}`;
}

/** Replaces the index at once. */
export function writeKeyIndex(folder: string, entries: readonly KeyEntry[]): void {
  const content = z.array(ENTRY).parse(entries);
  writeFileDurably(path.join(folder, INDEX_FILE), `${JSON.stringify(content, null, 2)}\n`, 0o600);
}

/** Works while no other process changes the index. */
export function underKeyIndexLock<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
  makePrivateFolder(folder);
  return underFileLock(path.join(folder, LOCK_FILE), LOCK_WAIT_MS, work);
}

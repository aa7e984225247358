import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { renameDurably } from '../files/durable-files.ts';
import type { AuditEntry } from '../model/access/audit-entry.ts';
import { KeySourceError } from '../ports/key-source-error.ts';
import type { SharedRecords } from '../ports/shared-records.ts';
import { ENTRY, entriesOf, FILE_NAME, KEY, KEY_RECORDS, type KeyEntry, PEM, recordOfEntry } from './key-index.ts';

/** Where versions before the index was in the store kept it, in the folder of keys. */
const FORMER_INDEX = 'index.json';
const SET_ASIDE = 'index.json.imported';

/** How version 0.1 wrote a key: files only, active or not. */
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

const INDEX = z
  .array(z.union([ENTRY, FIRST_ENTRY]))
  .refine((entries) => new Set(entries.map(({ keyId }) => keyId)).size === entries.length, 'a key stands there twice');

/** The index that lies in the folder of keys, where it does not count any more; null where there is none. */
export function formerIndexOf(folder: string): string | null {
  const file = path.join(folder, FORMER_INDEX);
  return existsSync(file) ? file : null;
}

/** Entries of the audit log are written with what is taken over; `onTaken` is called once that is done. */
type TakeOverOptions = { readonly entries?: readonly AuditEntry[]; readonly onTaken?: () => void };

/**
 * Takes over the index that a former version kept in the folder of keys, where the store has none yet, and sets the file
 * aside. One that says something else than the store stays where it is and does not count; one that says the same is of a
 * take-over that was cut off, or of another instance, and is set aside too.
 * @throws {KeySourceError} `index-unreadable` where it is to be taken over and is not valid; and the faults of the store
 */
export async function takeOverFormerIndex(
  shared: SharedRecords,
  folder: string,
  { entries: told = [], onTaken = () => undefined }: TakeOverOptions = {},
): Promise<void> {
  if (formerIndexOf(folder) === null) return;
  const { revision } = await shared.read(KEY_RECORDS);
  if (revision > 0) return setAsideSame(shared, folder);
  const entries = readFormerIndex(folder);
  const isTaken = await shared.change(KEY_RECORDS, (records) => {
    // Another instance took its own over meanwhile.
    const isFirst = records.length === 0;
    if (!isFirst) return { put: [], remove: [], answer: false };
    return { put: entries.map(recordOfEntry), remove: [], entries: told, answer: true };
  });
  if (!isTaken) return setAsideSame(shared, folder);
  onTaken();
  setAside(folder);
}

async function setAsideSame(shared: SharedRecords, folder: string): Promise<void> {
  const { records } = await shared.read(KEY_RECORDS);
  if (saysTheSame(folder, entriesOf(records))) setAside(folder);
}

function saysTheSame(folder: string, entries: readonly KeyEntry[]): boolean {
  try {
    return textOf(readFormerIndex(folder)) === textOf(entries);
  } catch {
    return false;
  }
}

function textOf(entries: readonly KeyEntry[]): string {
  return JSON.stringify(z.array(ENTRY).parse(entries));
}

function readFormerIndex(folder: string): readonly KeyEntry[] {
  const file = path.join(folder, FORMER_INDEX);
  try {
    return INDEX.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new KeySourceError('index-unreadable', `${file} cannot be read: restore it from your backup`, { cause });
  }
}

/** Where it cannot be renamed it stays, and `formerIndexOf` says so. */
function setAside(folder: string): void {
  try {
    renameDurably(path.join(folder, FORMER_INDEX), path.join(folder, SET_ASIDE));
  } catch (cause) {
    if (!(Error.isError(cause) && 'syscall' in cause)) throw cause;
  }
}

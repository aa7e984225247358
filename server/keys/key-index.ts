import { z } from 'zod';
import { isBanned } from '../model/keys/is-banned.ts';
import { KEY_STATES } from '../ports/key-ledger.ts';
import { KeySourceError } from '../ports/key-source-error.ts';
import type { SharedRecord } from '../ports/shared-records.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';

/** A file of the folder of keys itself: no path leads out of it. */
export const FILE_NAME = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
export const PEM = z.string().includes('-----BEGIN CERTIFICATE-----');

const PLACE = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), file: FILE_NAME }),
  z.strictObject({ kind: z.literal('pkcs11'), source: FILE_NAME, id: z.string().regex(/^([0-9a-f]{2})+$/) }),
  z.strictObject({ kind: z.literal('remote'), source: FILE_NAME, credential: z.string().min(1) }),
]);

/** What every version wrote of a key. */
export const KEY = {
  manufacturerId: z.string().min(1),
  keyId: FILE_NAME,
  algorithm: z.enum(SIGNING_ALGORITHMS),
  /** Nearest first, root included. */
  chain: z.array(PEM),
};

export const ENTRY = z.strictObject({
  ...KEY,
  place: PLACE,
  /** DER SubjectPublicKeyInfo. */
  publicKey: z.base64(),
  certificate: PEM.nullable(),
  state: z.enum(KEY_STATES),
  compromisedSince: z.iso.datetime().nullable(),
});

/** What the index says of one key: everything but the private half. */
export type KeyEntry = z.infer<typeof ENTRY>;

/** The kind of shared records that the index of keys is: one of each key, by its id, in the order in which they came. */
export const KEY_RECORDS = 'keys';

export function recordOfEntry(entry: KeyEntry): SharedRecord {
  return { name: entry.keyId, content: new TextEncoder().encode(JSON.stringify(ENTRY.parse(entry))) };
}

/** The index as it is stored. Throws `index-unreadable` for one that is not valid. */
export function entriesOf(records: readonly SharedRecord[]): readonly KeyEntry[] {
  return records.map(entryOf);
}

function entryOf({ name, content }: SharedRecord): KeyEntry {
  try {
    const entry = ENTRY.parse(JSON.parse(new TextDecoder().decode(content)));
    if (entry.keyId !== name) throw new Error(`it is of the key ${entry.keyId}`);
    return entry;
  } catch (cause) {
    const message = `what the store says of the key ${name} cannot be read: restore the database from your backup`;
    throw new KeySourceError('index-unreadable', message, { cause });
  }
}

/** Whether a key (DER SubjectPublicKeyInfo) is one that the index calls compromised. */
export function isBannedBy(entries: readonly KeyEntry[], publicKey: Uint8Array): boolean {
  const keys = entries.map((entry) => ({ ...entry, publicKey: Buffer.from(entry.publicKey, 'base64') }));
  return isBanned(keys, publicKey);
}

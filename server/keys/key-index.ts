import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../files/durable-files.ts';
import { SIGNING_ALGORITHMS } from '../ports/signing-keys.ts';

const INDEX_FILE = 'index.json';

/** A file of the folder itself: no path leads out of it. */
const FILE_NAME = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
const PEM = z.string().includes('-----BEGIN CERTIFICATE-----');

const INDEX = z.array(
  z.strictObject({
    manufacturerId: z.string().min(1),
    keyId: FILE_NAME,
    algorithm: z.enum(SIGNING_ALGORITHMS),
    /** `.p12` (PKCS#12) or `.pem` (encrypted PKCS#8); its passphrase lies beside it. */
    file: FILE_NAME,
    certificate: PEM,
    /** Nearest first, root included. */
    chain: z.array(PEM),
    active: z.boolean(),
  }),
);

/** What the index says of one key. */
export type KeyEntry = z.infer<typeof INDEX>[number];

/** The index of a folder of keys; empty when there is none. Throws for one that is not as it should be. */
export function readKeyIndex(folder: string): readonly KeyEntry[] {
  const file = path.join(folder, INDEX_FILE);
  return existsSync(file) ? INDEX.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Changes when the index does. */
export function keyIndexVersion(folder: string): string {
  const stat = statSync(path.join(folder, INDEX_FILE), { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.ino}-${stat.mtimeMs}-${stat.size}`;
}

/** Replaces the index at once. */
export function writeKeyIndex(folder: string, entries: readonly KeyEntry[]): void {
  writeFileDurably(path.join(folder, INDEX_FILE), `${JSON.stringify(INDEX.parse(entries), null, 2)}\n`, 0o600);
}

import { z } from 'zod';
import { BackupFault } from '../../ports/backup-fault.ts';

const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);
/** No path leads out of the data folder. */
const PATH = z.string().regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\0\\][^\0\\]{0,400}$/);

const MANIFEST = z.strictObject({
  format: z.literal('vinseal.snapshot.v1'),
  createdAt: z.iso.datetime(),
  /** `kind` is left out for a database of SQLite; a dump is that of any store: see `dump-file.ts`. */
  database: z.strictObject({ sha256: SHA256, size: z.int().min(1), kind: z.literal('dump').optional() }),
  /** Everything of the data folder but the database and the documents that it names. */
  files: z.array(z.strictObject({ path: PATH, sha256: SHA256, mode: z.int().min(0).max(0o777) })),
  /** Documents that the database names and that were missing or damaged already. */
  absent: z.array(SHA256),
  /** The journal of the install; null where it kept none. */
  journal: z.string().nullable(),
});

/** What a snapshot holds. */
export type Manifest = z.infer<typeof MANIFEST>;

export function writeManifest(manifest: Omit<Manifest, 'format'>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(MANIFEST.parse({ format: 'vinseal.snapshot.v1', ...manifest })));
}

/** @throws {BackupFault} `backup-damaged` */
export function readManifest(bytes: Uint8Array, file: string): Manifest {
  try {
    return MANIFEST.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new BackupFault('backup-damaged', `${file} is no list of a snapshot, or a later version made it`, { cause });
  }
}

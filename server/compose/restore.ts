import { hash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { verifyAudit } from '../app/access/read-audit-log.ts';
import type { InstallRecovery } from '../app/recovery/recover-registry.ts';
import { writeFileDurablyAsync } from '../files/durable-files.ts';
import type { Actor } from '../model/access/actor.ts';
import { BackupFault } from '../ports/backup-fault.ts';
import type { Clock } from '../ports/clock.ts';
import { decryptWith } from '../stores/backup/backup-cipher.ts';
import { findSnapshot, objectOf, openIdentity, type RestoreKey } from '../stores/backup/backup-folder.ts';
import { type Manifest, readManifest } from '../stores/backup/manifest.ts';
import { describeFile } from './backup.ts';
import { prepareDataFolder } from './install/prepare-data-folder.ts';
import { takeOverFiles } from './install/take-over-files.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { SYSTEM_CLOCK } from './open-install.ts';
import { recoverStore } from './recover-store.ts';
import { type RestoredRegistry, restoreRegistry } from './restore-registry.ts';
import type { InstallStore } from './store.ts';

export type RestoreRequest = {
  readonly from: string;
  readonly to: string;
  readonly key: RestoreKey;
  /** Name of a snapshot; null for the newest. */
  readonly snapshot: string | null;
  /** See `VINSEAL_JOURNAL`: null for the one that the snapshot names, `none` to do without. */
  readonly journal: string | null;
  /** Null, or left out, for a registry in the new folder; else an empty database. */
  readonly mongo?: InstallOptions['mongo'];
  readonly by: Actor;
  readonly onStep?: (step: RestoreStep) => void;
};

export const RESTORE_STEPS = ['database', 'documents', 'files', 'recover', 'recovered'] as const;
export type RestoreStep = (typeof RESTORE_STEPS)[number];

type Opened = RestoreRequest & {
  readonly manifest: Manifest;
  readonly decrypt: ReturnType<typeof decryptWith>;
  readonly clock: Clock;
};

/**
 * Makes an install of a snapshot in a new folder: everything is read, compared with its hash and put into place at the end;
 * a process that dies leaves a folder in which the restore can be run again. What the journal tells since is done again.
 * @returns null where a restore that had died at its very end was finished
 * @throws {BackupFault} {JournalFault} and the faults of store and file system
 */
export async function restoreBackup(
  request: RestoreRequest,
  clock: Clock = SYSTEM_CLOCK,
): Promise<InstallRecovery | null> {
  const { from, to, key, snapshot } = request;
  requireEmpty(to);
  const decrypt = decryptWith(await openIdentity(from, key));
  const file = await findSnapshot(from, snapshot);
  const manifest = readManifest(await decrypt.toMemory(file), file);
  let report: InstallRecovery | null = null;
  const isMade = await prepareDataFolder(
    to,
    async (into) => {
      report = await fill(into, { ...request, manifest, decrypt, clock });
    },
    request.mongo == null ? 'vinseal.sqlite' : 'database.json',
  );
  if (!isMade) throw notEmpty(to);
  return report;
}

/** What a restore that died left behind may be there. */
function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (readdirSync(folder).some((name) => !name.startsWith('.setup'))) throw notEmpty(folder);
}

function notEmpty(folder: string): BackupFault {
  return new BackupFault(
    'restore-folder-not-empty',
    `${folder} is not empty: give a new folder, so that nothing is overwritten`,
  );
}

async function fill(into: string, opened: Opened): Promise<InstallRecovery> {
  const paths = dataPaths(into);
  opened.onStep?.('database');
  const journal = opened.journal ?? opened.manifest.journal;
  const { mongo, clock } = opened;
  const database = { ...opened.manifest.database, decrypt: (file: string) => decryptDatabase(file, opened) };
  const registry = await restoreRegistry(database, { paths, mongo, clock, journal });
  const { store } = registry;
  try {
    opened.onStep?.('files');
    // A snapshot holds files alone: where all keys lie elsewhere, the folder is empty.
    await mkdir(paths.keys, { recursive: true, mode: 0o700 });
    for (const file of opened.manifest.files) await restoreFile(into, file, opened);
    // Before the journal is read: what it tells was suspended since is suspended in the list that the backup brought.
    await takeOverFiles(store, paths, { at: clock.now() });
    await requireWholeAudit(store, opened);
    opened.onStep?.('documents');
    await restoreDocuments(registry, opened);
    opened.onStep?.('recover');
    const report = await recoverStore(store, {
      ...{ paths, clock, by: opened.by },
      journal: journal === 'none' ? null : journal,
      since: opened.manifest.createdAt,
      known: null,
    });
    opened.onStep?.('recovered');
    if (!report.ok) throw new Error(report.problem.code);
    await registry.finish();
    return report.value;
  } finally {
    await registry.close();
  }
}

async function decryptDatabase(file: string, { from, manifest: { database }, decrypt }: Opened): Promise<void> {
  const object = objectOf(from, database.sha256);
  await decrypt.toFile(object, file);
  const { sha256, size } = await describeFile(file);
  if (sha256 !== database.sha256 || size !== database.size) throw otherBytes(object);
}

async function restoreFile(
  into: string,
  { path: name, sha256, mode }: Manifest['files'][number],
  opened: Opened,
): Promise<void> {
  const bytes = await readObject(sha256, opened);
  const file = path.join(into, ...name.split('/'));
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFileDurablyAsync(file, bytes, mode);
}

async function readObject(sha256: string, { from, decrypt }: Opened): Promise<Uint8Array> {
  const object = objectOf(from, sha256);
  const bytes = await decrypt.toMemory(object);
  if (hash('sha256', bytes, 'hex') !== sha256) throw otherBytes(object);
  return bytes;
}

function otherBytes(object: string): BackupFault {
  return new BackupFault(
    'backup-damaged',
    `${object} holds other octets than its name says: use another copy of the backup`,
  );
}

async function restoreDocuments({ store, documents, embeddedHas }: RestoredRegistry, opened: Opened): Promise<void> {
  const absent = new Set(opened.manifest.absent);
  for await (const sha256 of documents()) {
    if (absent.has(sha256) || (await embeddedHas(sha256))) continue;
    await store.files.put(await readObject(sha256, opened));
  }
}

async function requireWholeAudit({ auditLog }: Pick<InstallStore, 'auditLog'>, { by, clock }: Opened): Promise<void> {
  const verified = await verifyAudit({ auditLog, clock }, by);
  const broken = verified.ok ? verified.value.find((chain) => chain.broken !== null) : undefined;
  if (verified.ok && broken === undefined) return;
  throw new BackupFault(
    'backup-audit-broken',
    `the audit log of this snapshot does not hold (${broken?.stream ?? 'not permitted'}): use an older snapshot, and find out who changed it`,
  );
}

import { existsSync } from 'node:fs';
import type { Result } from '#core/confirmation/errors.ts';
import { type InstallRecovery, recoverRegistry } from '../app/recovery/recover-registry.ts';
import type { Actor } from '../model/access/actor.ts';
import type { Clock } from '../ports/clock.ts';
import { JournalFault, type JournalReading, type NumberMark } from '../ports/journal.ts';
import { journalSince } from '../stores/journal/journal-since.ts';
import { higherMarks } from '../stores/journal/marks-file.ts';
import { createTrustRegister } from '../stores/trust/trust-register.ts';
import type { DataPaths } from './install-options.ts';
import { SHIPPED_ANCHORS } from './open-install.ts';
import { openKeys } from './open-keys.ts';
import { openInstallLists } from './revocation-lists.ts';
import type { InstallStore } from './store.ts';

export type RecoverStoreRequest = {
  readonly paths: DataPaths;
  readonly clock: Clock;
  readonly by: Actor;
  /** Path of the journal; null where there is none. */
  readonly journal: string | null;
  /** The moment of the database. */
  readonly since: string;
  /** The highest numbers that were given, as the marks beside the database tell; null where nobody kept them. */
  readonly known: readonly NumberMark[] | null;
};

const NOTHING: JournalReading = { missing: [], numbers: [], isComplete: false };

/** Brings the store of a folder forward by its journal, and begins marks and journal anew from there. */
export async function recoverStore(
  store: Pick<InstallStore, 'auditLog' | 'recovery' | 'journal' | 'shared' | 'collections' | 'close'>,
  { paths, clock, by, journal, since, known }: RecoverStoreRequest,
): Promise<Result<InstallRecovery>> {
  const told = journal === null ? NOTHING : await readJournal(journal, store);
  const reading = { ...told, numbers: higherMarks(told.numbers, known ?? []) };
  const { sources, ledger } = await openKeys(store, paths.keys, clock, {});
  try {
    const recovered = await recoverRegistry(
      {
        auditLog: store.auditLog,
        clock,
        recovery: store.recovery,
        ledger,
        collections: store.collections,
        lists: openInstallLists(store.shared, SHIPPED_ANCHORS),
        trust: createTrustRegister({ shipped: SHIPPED_ANCHORS, shared: store.shared }),
      },
      { reading, areNumbersKnown: told.isComplete || known !== null, since },
      by,
    );
    if (recovered.ok) await store.journal.restart();
    return recovered;
  } finally {
    await sources.close();
  }
}

async function readJournal(file: string, { auditLog }: Pick<InstallStore, 'auditLog'>): Promise<JournalReading> {
  if (existsSync(file)) return journalSince(file, auditLog);
  throw new JournalFault(
    'journal-missing',
    `The journal ${file} is not there: put it back, name its file with VINSEAL_JOURNAL, or do without it by VINSEAL_JOURNAL=none (what was withdrawn since is then not known)`,
  );
}

import type { Result } from '#core/confirmation/errors.ts';
import { confirmRestore, type InstallRecovery } from '../app/recovery/recover-registry.ts';
import type { Actor } from '../model/access/actor.ts';
import { BackupFault } from '../ports/backup-fault.ts';
import { readMarks } from '../stores/journal/marks-file.ts';
import { dataPaths, type InstallOptions } from './install-options.ts';
import { SYSTEM_CLOCK } from './open-install.ts';
import { recoverStore } from './recover-store.ts';
import { openStore } from './store.ts';

/** What mends a data folder whose database was set back, for its operator. */
export type RecoveryOffice = Awaited<ReturnType<typeof openRecoveryOffice>>;

/** What the commands `restore repair` and `restore confirm` need of a data folder. Close it to free the store. */
export async function openRecoveryOffice(options: Pick<InstallOptions, 'data' | 'journal' | 'mongo' | 'clock'>) {
  const { clock = SYSTEM_CLOCK } = options;
  const paths = dataPaths(options.data);
  const store = await openStore(paths, clock, options);
  const { auditLog, recovery } = store;
  return {
    state: recovery.state,
    confirm: (by: Actor) => confirmRestore({ auditLog, clock, recovery, journal: store.journal }, by),
    /** @param isKnownBySomebody true where the operator says that it was set back, though nothing here shows it */
    repair: async (by: Actor, isKnownBySomebody: boolean): Promise<Result<InstallRecovery>> => {
      const isSetBack = (await store.journal.standing()) === 'set-back';
      if (!isSetBack && !isKnownBySomebody)
        throw new BackupFault(
          'nothing-to-repair',
          'nothing shows that the database is an older one; where you know that it is, say so with --skip-numbers',
        );
      const marks = await readMarks(paths.marks);
      const file = await store.journal.file();
      return recoverStore(store, {
        ...{ paths, clock, by },
        journal: file,
        since: (await store.newestEntry()) ?? clock.now(),
        known: isSetBack && marks.numbers.length > 0 ? marks.numbers : null,
      });
    },
    close: () => store.close(),
  };
}

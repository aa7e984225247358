import type { InstallRecovery } from '../../app/recovery/recover-registry.ts';
import type { BackupReport } from '../../compose/backup.ts';
import type { Reader } from '../command.ts';
import { printable } from '../report.ts';

/** What a restore, or a repair, did and left open. */
export function recoveryText(report: InstallRecovery, words: Reader['words']): string {
  const { replayed, skipped, awaited, missingLists, recovery } = report;
  return [
    words.text('terminal.recovery.replayed', { count: replayed }),
    ...skipped.map(({ makerCode, year, first, last }) =>
      words.text('terminal.recovery.skipped', {
        ...{ maker: makerCode, year: String(year) },
        ...{ first: String(first), last: String(last) },
      }),
    ),
    ...awaited.map((number) => words.text('terminal.recovery.awaited', { number })),
    ...missingLists.map(({ name, issuer, number }) =>
      words.text('terminal.recovery.list-missing', { list: name, issuer: printable(issuer), number: number ?? '–' }),
    ),
    ...(missingLists.length === 0 ? [] : [words.text('terminal.recovery.add-lists')]),
    ...(recovery.isComplete ? [] : [words.text('terminal.recovery.unknown')]),
    ...(recovery.confirmedAt === null ? [words.text('terminal.recovery.next')] : []),
  ].join('\n');
}

/** What a backup added. */
export function backupText({ snapshot, documents, written }: BackupReport, words: Reader['words']): string {
  return words.text('terminal.backup.made', { snapshot, documents, written });
}

import type { BackupReport } from '../../compose/backup.ts';
import type { RecoveryReport } from '../../ports/recovery.ts';
import type { Reader } from '../command.ts';

/** What a restore, or a repair, did and left open. */
export function recoveryText({ replayed, skipped, awaited, recovery }: RecoveryReport, words: Reader['words']): string {
  return [
    words.text('terminal.recovery.replayed', { count: replayed }),
    ...skipped.map(({ makerCode, year, first, last }) =>
      words.text('terminal.recovery.skipped', {
        ...{ maker: makerCode, year: String(year) },
        ...{ first: String(first), last: String(last) },
      }),
    ),
    ...awaited.map((number) => words.text('terminal.recovery.awaited', { number })),
    ...(recovery.isComplete ? [] : [words.text('terminal.recovery.unknown')]),
    ...(recovery.confirmedAt === null ? [words.text('terminal.recovery.next')] : []),
  ].join('\n');
}

/** What a backup added. */
export function backupText({ snapshot, documents, written }: BackupReport, words: Reader['words']): string {
  return words.text('terminal.backup.made', { snapshot, documents, written });
}

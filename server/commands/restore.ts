import path from 'node:path';
import { openRecoveryOffice, type RecoveryOffice } from '../compose/recovery-office.ts';
import { type RestoreRequest, restoreBackup } from '../compose/restore.ts';
import { installOptions } from '../config.ts';
import type { RecoveryReport } from '../ports/recovery.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportCodedFault, reportProblem } from './report.ts';
import { withOffice } from './with-office.ts';

/** `restore --from DIR --to DATA`: a new data folder of a snapshot. */
export const restore: Command = {
  name: 'restore',
  operands: '',
  doc: 'make a new data folder of a snapshot, and do again what the journal (VINSEAL_JOURNAL) tells since',
  arity: [0, 0],
  options: {
    from: { type: 'string', value: 'DIR', doc: 'the folder of backups' },
    to: { type: 'string', value: 'DATA', doc: 'the new data folder: it must be empty' },
    snapshot: { type: 'string', value: 'NAME', doc: 'which snapshot; else the newest' },
    'passphrase-file': { type: 'string', value: 'FILE', doc: 'file whose first line is the passphrase' },
    'identity-file': {
      type: 'string',
      value: 'FILE',
      doc: 'instead: the identity of age that the recipient belongs to',
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const [from, to] = [textOption(input, 'from'), textOption(input, 'to')];
    if (from === undefined || to === undefined) throw new UsageError('restore needs --from DIR and --to DATA');
    const key = keyOf(input);
    const by = terminalActor(input, 'restore');
    const { journal } = context.config;
    return reportCodedFault(context, async () => {
      const report = await restoreBackup(
        {
          ...{ from, key, by },
          to: path.resolve(to),
          snapshot: textOption(input, 'snapshot') ?? null,
          journal: journal === '' ? null : journal,
        },
        context.clock,
      );
      if (report === null) context.complain('vinseal: a restore that had ended early was finished');
      else showReport(report, context);
      return EXIT.ok;
    });
  },
};

function keyOf(input: CommandInput): RestoreRequest['key'] {
  const passphraseFile = textOption(input, 'passphrase-file');
  const identityFile = textOption(input, 'identity-file');
  if ((passphraseFile === undefined) === (identityFile === undefined))
    throw new UsageError('restore needs --passphrase-file FILE or --identity-file FILE');
  return passphraseFile === undefined ? { identityFile: identityFile ?? '' } : { passphraseFile };
}

/** `restore repair`: the data folder goes on from a database that was set back. */
export const restoreRepair: Command = {
  name: 'restore repair',
  operands: '',
  doc: 'go on with a database that was set back: do again what the journal tells, skip the numbers that may have been given',
  arity: [0, 0],
  options: {
    'skip-numbers': { type: 'boolean', doc: 'also where nothing shows that it was set back: you know that it was' },
    ...BY_OPTION,
  },
  run: (input, context) => {
    const actor = terminalActor(input, 'restore repair');
    return withRecoveryOffice(context, async (office) => {
      const repaired = await office.repair(actor, input.options['skip-numbers'] === true);
      if (!repaired.ok) return reportProblem(repaired.problem, context);
      showReport(repaired.value, context);
      return EXIT.ok;
    });
  },
};

/** `restore confirm`: the registry lacks nothing any more. */
export const restoreConfirm: Command = {
  name: 'restore confirm',
  operands: '',
  doc: 'say that a restored registry lacks nothing any more: what was issued since is adopted, what was withdrawn is withdrawn',
  arity: [0, 0],
  options: BY_OPTION,
  run: (input, context) => {
    const actor = terminalActor(input, 'restore confirm');
    return withRecoveryOffice(context, async (office) => {
      const confirmed = await office.confirm(actor);
      if (!confirmed.ok) return reportProblem(confirmed.problem, context);
      context.print(context.json ? JSON.stringify(await office.state()) : 'confirmed: documents are issued again');
      return EXIT.ok;
    });
  },
};

function withRecoveryOffice(
  context: CommandContext,
  work: (office: RecoveryOffice) => Promise<number>,
): Promise<number> {
  const { config, clock } = context;
  return reportCodedFault(context, () =>
    withOffice(context, () => openRecoveryOffice({ ...installOptions(config), clock }), work),
  );
}

function showReport(report: RecoveryReport, { json, print }: CommandContext): void {
  if (json) {
    print(JSON.stringify(report));
    return;
  }
  const { replayed, skipped, awaited, recovery } = report;
  print(`done again from the journal: ${replayed}`);
  for (const { makerCode, year, first, last } of skipped)
    print(`numbers skipped: ${makerCode} ${year}, ${first} to ${last}`);
  for (const number of awaited) print(`issued since, to be adopted: ${number}`);
  if (!recovery.isComplete)
    print('what was withdrawn since the backup is not known: until you confirm, documents are undecided');
  if (recovery.confirmedAt === null)
    print('next: vinseal adopt FOLDER, withdraw again what was withdrawn, then vinseal restore confirm');
}

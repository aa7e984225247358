import path from 'node:path';
import type { InstallRecovery } from '../app/recovery/recover-registry.ts';
import { openRecoveryOffice, type RecoveryOffice } from '../compose/recovery-office.ts';
import { type RestoreRequest, restoreBackup } from '../compose/restore.ts';
import { installOptions } from '../config.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  EXIT,
  neededOption,
  textOption,
  UsageError,
} from './command.ts';
import { requireConsent, withConsent, YES_OPTION } from './confirm-step.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportCodedFault, reportProblem } from './report.ts';
import { recoveryText } from './show/recovery.ts';
import { withOffice } from './with-office.ts';

/** `restore --from DIR --to DATA`: a new data folder of a snapshot. */
export const restore: Command = {
  name: 'restore',
  operands: '',
  doc: 'terminal.commands.restore',
  example: 'restore --from /srv/backup --to /var/lib/restored --passphrase-file /etc/vinseal/passphrase',
  arity: [0, 0],
  options: {
    from: { type: 'string', value: 'DIR', doc: 'terminal.options.restore-from' },
    to: { type: 'string', value: 'DATA', doc: 'terminal.options.restore-to' },
    snapshot: { type: 'string', value: 'NAME', doc: 'terminal.options.snapshot' },
    'passphrase-file': { type: 'string', value: 'FILE', doc: 'terminal.options.passphrase-file' },
    'identity-file': {
      type: 'string',
      value: 'FILE',
      doc: 'terminal.options.identity-file',
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const from = neededOption(input, 'from', restore);
    const to = neededOption(input, 'to', restore);
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
          mongo: installOptions(context.config).mongo,
        },
        context.clock,
      );
      if (report === null) context.complain(`vinseal: ${context.words.text('terminal.recovery.finished')}`);
      else showReport(report, context);
      return EXIT.ok;
    });
  },
};

function keyOf(input: CommandInput): RestoreRequest['key'] {
  const passphraseFile = textOption(input, 'passphrase-file');
  const identityFile = textOption(input, 'identity-file');
  if ((passphraseFile === undefined) === (identityFile === undefined))
    throw new UsageError('terminal.usage.one-of', {
      command: 'restore',
      options: '--passphrase-file FILE, --identity-file FILE',
    });
  return passphraseFile === undefined ? { identityFile: identityFile ?? '' } : { passphraseFile };
}

/** `restore repair`: the data folder goes on from a database that was set back. */
export const restoreRepair: Command = {
  name: 'restore repair',
  operands: '',
  doc: 'terminal.commands.restore-repair',
  example: 'restore repair --by zhang',
  arity: [0, 0],
  options: {
    'skip-numbers': { type: 'boolean', doc: 'terminal.options.skip-numbers' },
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
  doc: 'terminal.commands.restore-confirm',
  example: 'restore confirm --by zhang',
  arity: [0, 0],
  options: { ...BY_OPTION, ...YES_OPTION },
  run: (input, context) => {
    const actor = terminalActor(input, 'restore confirm');
    requireConsent(input, context, 'restore confirm');
    return withRecoveryOffice(context, (office) =>
      withConsent(input, context, context.words.text('terminal.consent.restore-confirm'), async () => {
        const confirmed = await office.confirm(actor);
        if (!confirmed.ok) return reportProblem(confirmed.problem, context);
        const told = context.words.text('terminal.recovery.confirmed');
        context.print(context.json ? JSON.stringify(await office.state()) : told);
        return EXIT.ok;
      }),
    );
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

function showReport(report: InstallRecovery, { json, print, words }: CommandContext): void {
  print(json ? JSON.stringify(report) : recoveryText(report, words));
}

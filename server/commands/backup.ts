import { backUp } from '../compose/backup.ts';
import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
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
import { reportCodedFault } from './report.ts';
import { backupText } from './show/recovery.ts';

/** `backup --to DIR`: one more snapshot, while the service runs. */
export const backup: Command = {
  name: 'backup',
  operands: '',
  doc: 'terminal.commands.backup',
  example: 'backup --to /srv/backup --passphrase-file /etc/vinseal/passphrase',
  arity: [0, 0],
  options: {
    to: { type: 'string', value: 'DIR', doc: 'terminal.options.backup-to' },
    'passphrase-file': { type: 'string', value: 'FILE', doc: 'terminal.options.passphrase-file' },
    recipient: { type: 'string', value: 'age1…', doc: 'terminal.options.recipient' },
  },
  run: async (input, context) => {
    const to = neededOption(input, 'to', backup);
    const key = keyOf(input);
    const { config, clock, complain } = context;
    return reportCodedFault(context, async () => {
      if (key === null) return refuseUnencrypted(context);
      await readyDataFolder(config, clock, complain);
      const journal = config.journal === '' ? null : config.journal;
      const { mongo } = installOptions(config);
      const report = await backUp({ data: config.data, journal, mongo, to, key }, clock);
      const { absent, damaged } = report;
      context.print(context.json ? JSON.stringify(report) : backupText(report, context.words));
      for (const sha256 of absent)
        complain(`vinseal: stored-file-missing: ${context.words.text('terminal.backup.absent', { sha256 })}`);
      for (const { table, key } of damaged)
        complain(`vinseal: record-damaged: ${context.words.text('terminal.backup.damaged', { table, key })}`);
      return absent.length + damaged.length === 0 ? EXIT.ok : EXIT.refused;
    });
  },
};

function keyOf(input: CommandInput): { readonly passphraseFile: string } | { readonly recipient: string } | null {
  const passphraseFile = textOption(input, 'passphrase-file');
  const recipient = textOption(input, 'recipient');
  if (passphraseFile !== undefined && recipient !== undefined)
    throw new UsageError('terminal.usage.not-both', {
      command: 'backup',
      options: '--passphrase-file, --recipient',
    });
  if (passphraseFile !== undefined) return { passphraseFile };
  return recipient === undefined ? null : { recipient };
}

/** Private keys never leave the data folder as they are. */
function refuseUnencrypted({ complain, json, words }: CommandContext): number {
  const code = 'backup-not-encrypted';
  const detail = words.text('terminal.backup.not-encrypted');
  complain(json ? JSON.stringify({ code, detail, errors: [] }) : `vinseal: ${code}: ${detail}`);
  return EXIT.refused;
}

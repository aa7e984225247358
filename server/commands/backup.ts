import { backUp } from '../compose/backup.ts';
import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import { installOptions } from '../config.ts';
import { type Command, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { reportCodedFault } from './report.ts';

/** `backup --to DIR`: one more snapshot, while the service runs. */
export const backup: Command = {
  name: 'backup',
  operands: '',
  doc: 'add a snapshot of the data folder to a folder of backups, encrypted; the service may run meanwhile',
  arity: [0, 0],
  options: {
    to: { type: 'string', value: 'DIR', doc: 'the folder of backups: empty, or with earlier snapshots' },
    'passphrase-file': { type: 'string', value: 'FILE', doc: 'file whose first line is the passphrase' },
    recipient: { type: 'string', value: 'age1…', doc: 'instead: the recipient of an identity of age kept elsewhere' },
  },
  run: async (input, context) => {
    const to = textOption(input, 'to');
    if (to === undefined) throw new UsageError('backup needs --to DIR');
    const key = keyOf(input);
    const { config, clock, complain } = context;
    return reportCodedFault(context, async () => {
      if (key === null) return refuseUnencrypted(context);
      await readyDataFolder(config, clock, complain);
      const journal = config.journal === '' ? null : config.journal;
      const { mongo } = installOptions(config);
      const report = await backUp({ data: config.data, journal, mongo, to, key }, clock);
      const { snapshot, documents, written, absent } = report;
      context.print(
        context.json
          ? JSON.stringify(report)
          : `snapshot ${snapshot}: ${documents} documents; ${written} files that earlier snapshots did not hold`,
      );
      for (const sha256 of absent)
        complain(`vinseal: stored-file-missing: ${sha256} is named by the registry and is missing or damaged`);
      return absent.length === 0 ? EXIT.ok : EXIT.refused;
    });
  },
};

function keyOf(input: CommandInput): { readonly passphraseFile: string } | { readonly recipient: string } | null {
  const passphraseFile = textOption(input, 'passphrase-file');
  const recipient = textOption(input, 'recipient');
  if (passphraseFile !== undefined && recipient !== undefined)
    throw new UsageError('backup takes --passphrase-file or --recipient, not both');
  if (passphraseFile !== undefined) return { passphraseFile };
  return recipient === undefined ? null : { recipient };
}

/** Private keys never leave the data folder as they are. */
function refuseUnencrypted({ complain, json }: Parameters<typeof reportCodedFault>[0]): number {
  const code = 'backup-not-encrypted';
  const detail = 'a backup holds private keys: give --passphrase-file FILE or --recipient age1…';
  complain(json ? JSON.stringify({ code, detail, errors: [] }) : `vinseal: ${code}: ${detail}`);
  return EXIT.refused;
}

import { text } from 'node:stream/consumers';
import { readyDataFolder } from '../compose/install/ready-data-folder.ts';
import type { MoveReport, MoveRequest } from '../compose/move/move-request.ts';
import { moveStore } from '../compose/move/move-store.ts';
import { isMongoAddress } from '../config.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, textOption, UsageError } from './command.ts';
import { reportCodedFault } from './report.ts';

/** `migrate-store --to URL|-|file`: the registry is moved into MongoDB, or back into the data folder. */
export const migrateStore: Command = {
  name: 'migrate-store',
  operands: '',
  doc: 'terminal.commands.migrate-store',
  example: 'migrate-store --to file',
  arity: [0, 0],
  options: { to: { type: 'string', value: 'URL|-|file', doc: 'terminal.options.move-to' } },
  run: async (input, context) => {
    const to = await targetOf(input, context);
    const { config, clock } = context;
    return reportCodedFault(context, async () => {
      const journal = config.journal === '' ? null : config.journal;
      const from = config.mongoUrl === '' ? null : config.mongoUrl;
      const moved = await moveStore({ data: config.data, journal, from, to }, clock);
      // From here on the install is opened as any command opens it.
      await readyDataFolder({ ...config, mongoUrl: to.kind === 'mongo' ? to.url : '' }, clock, context.complain);
      showMoved(moved, context);
      return EXIT.ok;
    });
  },
};

/** An address with a password is never an argument: every user of the machine sees those. */
async function targetOf(input: CommandInput, { config, stdin }: CommandContext): Promise<MoveRequest['to']> {
  const to = textOption(input, 'to');
  if (to === 'file') return { kind: 'file' };
  if (to === undefined && config.moveTo === '')
    throw new UsageError('terminal.usage.option-missing', { command: 'migrate-store', option: '--to URL|-|file' });
  if (to === undefined) return { kind: 'mongo', url: config.moveTo };
  if (to === '-') return { kind: 'mongo', url: readAddress((await text(stdin)).trim()) };
  const url = readAddress(to);
  if (showsSecret(url)) throw new UsageError('terminal.usage.password-shown', { option: '--to' });
  return { kind: 'mongo', url };
}

/** Beside the password of the user: `tlsCertificateKeyFilePassword`, `AWS_SESSION_TOKEN` and their like. */
function showsSecret(url: string): boolean {
  const [address = '', options = ''] = url.split('?');
  const [, authority = ''] = address.split('//');
  const hasPassword = authority.includes('@') && authority.split('@')[0]?.includes(':') === true;
  return hasPassword || /password|secret|token/i.test(options);
}

function readAddress(typed: string): string {
  if (isMongoAddress(typed)) return typed;
  throw new UsageError('terminal.usage.no-address', { option: '--to' });
}

/** What people know by name; everything else together. */
function countsOf(records: NonNullable<MoveReport['records']>): readonly (readonly [text: string, count: number])[] {
  const { confirmations = 0, lines = 0, 'audit-entries': entries = 0, ...others } = records;
  const rest = Object.values(others).reduce((sum, count) => sum + count, 0);
  return [
    ['terminal.moved.confirmations', confirmations],
    ['terminal.moved.vehicles', lines],
    ['terminal.moved.entries', entries],
    ['terminal.moved.others', rest],
  ];
}

function showMoved({ to, records, documents, aside }: MoveReport, { json, print, words }: CommandContext): void {
  if (json) {
    print(JSON.stringify({ to, records, documents, aside }));
    return;
  }
  if (records === null) print(words.text('terminal.moved.finished'));
  else {
    for (const [text, count] of countsOf(records)) print(words.text(text, { count }));
    print(words.text('terminal.moved.documents', { count: documents }));
  }
  print(words.text('terminal.moved.aside', { aside }));
  print(words.text(`terminal.moved.next-${to}`));
}

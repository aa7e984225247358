import { parseArgs } from 'node:util';
import { auditList } from './commands/audit-list.ts';
import { auditVerify } from './commands/audit-verify.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  EXIT,
  faultExit,
  UsageError,
} from './commands/command.ts';
import { download } from './commands/download.ts';
import { helpText } from './commands/help-text.ts';
import { inspect } from './commands/inspect.ts';
import { issue } from './commands/issue.ts';
import { keysActivate, keysSuspend } from './commands/keys-activate.ts';
import { keysCompromised } from './commands/keys-compromised.ts';
import { keysCreate } from './commands/keys-create.ts';
import { keysImportCertificate } from './commands/keys-import-certificate.ts';
import { keysList } from './commands/keys-list.ts';
import { keysRotate } from './commands/keys-rotate.ts';
import { manufacturersAdd } from './commands/manufacturers-add.ts';
import { manufacturersList, manufacturersShow } from './commands/manufacturers-list.ts';
import { openTerminal } from './commands/open-terminal.ts';
import { refreshCrl } from './commands/refresh-crl.ts';
import { renew } from './commands/renew.ts';
import { replaceToken } from './commands/replace-token.ts';
import { sampleRequest } from './commands/sample-request.ts';
import { sealingReset, sealingSet, sealingShow } from './commands/sealing.ts';
import { sealsApprove, sealsRetire } from './commands/seals-approve.ts';
import { sealsList } from './commands/seals-list.ts';
import { sealsPreview } from './commands/seals-preview.ts';
import { sealsPropose } from './commands/seals-propose.ts';
import { settings } from './commands/settings.ts';
import { show } from './commands/show.ts';
import { trustAdd } from './commands/trust-add.ts';
import { trustList } from './commands/trust-list.ts';
import { trustResume, trustSuspend } from './commands/trust-suspend.ts';
import { verify } from './commands/verify.ts';
import { withdraw } from './commands/withdraw.ts';

const COMMANDS: readonly Command[] = [
  sampleRequest,
  issue,
  verify,
  inspect,
  withdraw,
  show,
  download,
  renew,
  replaceToken,
  refreshCrl,
  trustList,
  trustAdd,
  trustSuspend,
  trustResume,
  manufacturersAdd,
  manufacturersList,
  manufacturersShow,
  keysCreate,
  keysImportCertificate,
  keysActivate,
  keysRotate,
  keysSuspend,
  keysCompromised,
  keysList,
  sealingShow,
  sealingSet,
  sealingReset,
  sealsList,
  sealsPropose,
  sealsPreview,
  sealsApprove,
  sealsRetire,
  auditList,
  auditVerify,
  settings,
];

const EVERYWHERE = {
  data: { type: 'string', value: 'DIR', doc: 'the data folder (VINSEAL_DATA, or ./data)' },
  json: { type: 'boolean', doc: 'output for programs, a JSON value a line' },
  help: { type: 'boolean', doc: 'this text' },
} as const;

/** Runs one command and gives its exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [name = ''] = args;
  const command = COMMANDS.find((candidate) => isCalled(candidate, args));
  const group = COMMANDS.filter((candidate) => candidate.name.startsWith(`${name} `));
  if (name === '--help' || name === 'help' || args.includes('--help')) {
    const shown = command !== undefined ? [command] : group.length > 0 ? group : COMMANDS;
    process.stdout.write(helpText(shown, EVERYWHERE));
    return EXIT.ok;
  }
  if (command === undefined) throw new UsageError(whatIsMissing(name, group));
  const input = readInput(command, args.slice(command.name.split(' ').length));
  const { data, json } = input.options;
  const terminal = openTerminal(process.env, typeof data === 'string' ? data : undefined, json === true);
  try {
    return await command.run(input, terminal.context satisfies CommandContext);
  } finally {
    await terminal.close();
  }
}

function whatIsMissing(name: string, group: readonly Command[]): string {
  if (name === '') return 'no command given';
  if (group.length === 0) return `there is no command "${name}"`;
  return `${name} needs one of ${group.map((command) => command.name.slice(name.length + 1)).join(', ')}`;
}

/** Some commands have a name of two words: `trust add`. */
function isCalled({ name }: Command, args: readonly string[]): boolean {
  return name.split(' ').every((word, index) => args[index] === word);
}

function readInput(command: Command, args: readonly string[]): CommandInput {
  const specs = Object.entries({ ...EVERYWHERE, ...command.options }).map(([name, { type, ...spec }]) => {
    const multiple = 'multiple' in spec && spec.multiple === true;
    return [name, { type, multiple }] as const;
  });
  const { values, positionals } = parse(Object.fromEntries(specs), args);
  const [fewest, most] = command.arity;
  if (positionals.length < fewest) throw new UsageError(`${command.name} needs ${command.operands}`);
  if (positionals.length > most) throw new UsageError(`"${positionals[most] ?? ''}" is one word too many`);
  return { positionals, options: values };
}

function parse(options: Record<string, { type: 'string' | 'boolean'; multiple: boolean }>, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function complain(fault: unknown): number {
  const message = fault instanceof Error ? fault.message.split('\n')[0] : String(fault);
  process.stderr.write(`vinseal: ${message}\n`);
  if (fault instanceof UsageError) {
    process.stderr.write('Try: npm run --silent vinseal -- --help\n');
    return EXIT.usage;
  }
  return faultExit(fault);
}

process.exitCode = await main(process.argv.slice(2)).catch(complain);

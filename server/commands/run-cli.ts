import { parseArgs } from 'node:util';
import { auditVerify } from './audit.ts';
import { auditList } from './audit-list.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, faultExit, UsageError } from './command.ts';
import { sampleRequest } from './confirmations.ts';
import { download } from './download.ts';
import { helpText } from './help-text.ts';
import { inspect } from './inspect.ts';
import { issue } from './issue.ts';
import { keysCreate } from './keys.ts';
import { keysActivate, keysSuspend } from './keys-activate.ts';
import { keysCompromised } from './keys-compromised.ts';
import { keysImportCertificate } from './keys-import-certificate.ts';
import { keysList } from './keys-list.ts';
import { keysRotate } from './keys-rotate.ts';
import { manufacturersList, manufacturersShow } from './manufacturers.ts';
import { manufacturersAdd } from './manufacturers-add.ts';
import { openTerminal, type Surroundings } from './open-terminal.ts';
import { refreshCrl } from './refresh-crl.ts';
import { renew } from './renew.ts';
import { sealingReset, sealingSet, sealingShow } from './sealing.ts';
import { sealsPropose } from './seals.ts';
import { sealsApprove, sealsRetire } from './seals-approve.ts';
import { sealsList } from './seals-list.ts';
import { sealsPreview } from './seals-preview.ts';
import { replaceToken } from './service.ts';
import { settings } from './settings.ts';
import { show } from './show.ts';
import { trustAdd } from './trust.ts';
import { trustList } from './trust-list.ts';
import { trustResume, trustSuspend } from './trust-suspend.ts';
import { verify } from './verification.ts';
import { withdraw } from './withdraw.ts';

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

/**
 * Runs one command as a process of its own would, and gives its exit code; never rejects. File operands are relative to
 * the process's working directory.
 * @param args the words after the program's name
 */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await runCommand(args, surroundings);
  } catch (fault) {
    return complain(fault, surroundings);
  }
}

async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [name = ''] = args;
  const command = COMMANDS.find((candidate) => isCalled(candidate, args));
  const group = COMMANDS.filter((candidate) => candidate.name.startsWith(`${name} `));
  if (name === '--help' || name === 'help' || args.includes('--help')) {
    const shown = command !== undefined ? [command] : group.length > 0 ? group : COMMANDS;
    surroundings.stdout.write(helpText(shown, EVERYWHERE));
    return EXIT.ok;
  }
  if (command === undefined) throw new UsageError(whatIsMissing(name, group));
  const input = readInput(command, args.slice(command.name.split(' ').length));
  const { data, json } = input.options;
  const terminal = openTerminal(surroundings, typeof data === 'string' ? data : undefined, json === true);
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
  if (positionals.length > most) throw new UsageError(`"${positionals[most] ?? ''}" is an unexpected argument`);
  return { positionals, options: values };
}

function parse(options: Record<string, { type: 'string' | 'boolean'; multiple: boolean }>, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new UsageError(Error.isError(cause) ? cause.message : String(cause), { cause });
  }
}

function complain(fault: unknown, { stderr }: Surroundings): number {
  const message = Error.isError(fault) ? fault.message.split('\n')[0] : String(fault);
  stderr.write(`vinseal: ${message}\n`);
  if (fault instanceof UsageError) {
    stderr.write('Try: npm run --silent vinseal -- --help\n');
    return EXIT.usage;
  }
  return faultExit(fault);
}

import { parseArgs } from 'node:util';
import { adopt } from './adopt.ts';
import { auditList, auditVerify } from './audit.ts';
import { backup } from './backup.ts';
import { type Command, type CommandContext, type CommandInput, EXIT, faultExit, UsageError } from './command.ts';
import { download, issue, renew, sampleRequest, show, withdraw } from './confirmations.ts';
import { conform } from './conform.ts';
import { doctor } from './doctor.ts';
import { helpText } from './help-text.ts';
import {
  keysActivate,
  keysCompromised,
  keysCreate,
  keysImportCertificate,
  keysList,
  keysRotate,
  keysSuspend,
} from './keys.ts';
import { manufacturersAdd, manufacturersList, manufacturersShow } from './manufacturers.ts';
import { migrate } from './migrate.ts';
import { openTerminal, type Surroundings } from './open-terminal.ts';
import { restore, restoreConfirm, restoreRepair } from './restore.ts';
import { sealingReset, sealingSet, sealingShow } from './sealing.ts';
import { sealsApprove, sealsList, sealsPreview, sealsPropose, sealsRetire } from './seals.ts';
import { refreshCrl, replaceToken, settings } from './service.ts';
import { trustAdd, trustList, trustResume, trustSuspend } from './trust.ts';
import { inspect, verify } from './verification.ts';

const COMMANDS: readonly Command[] = [
  sampleRequest,
  issue,
  verify,
  inspect,
  conform,
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
  backup,
  restoreRepair,
  restoreConfirm,
  restore,
  adopt,
  doctor,
  migrate,
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

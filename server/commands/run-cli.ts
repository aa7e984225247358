import { readFileSync } from 'node:fs';
import { TEMPLATES } from '../compose/open-install.ts';
import { loadWords } from '../i18n/load-words.ts';
import { LOCALES, type Words } from '../i18n/words.ts';
import { type Command, EXIT, faultExit, type Reader, UsageError } from './command.ts';
import { COMMANDS } from './command-list.ts';
import { commandHelp, commandsHelp } from './help-text.ts';
import { nearestName } from './nearest-name.ts';
import { openTerminal, type Surroundings } from './open-terminal.ts';
import { parseArguments } from './parse-arguments.ts';
import { printable } from './report.ts';
import { screenOf } from './show/screen.ts';
import { sentences } from './show/sentences.ts';
import { languageOf, wantedLanguage } from './terminal-language.ts';

/**
 * Runs one command as a process of its own would, and gives its exit code; never rejects. File operands are relative to
 * the process's working directory.
 * @param args the words after the program's name
 */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, stdout } = surroundings;
  const texts = loadWords(`${TEMPLATES}/locales`);
  const wanted = wantedLanguage(args);
  const reader: Reader = { words: texts[languageOf(env, wanted)], screen: screenOf(stdout, env) };
  try {
    if (wanted !== null && wanted.locale === null)
      throw new UsageError('terminal.usage.option-choice', { option: '--lang', choices: LOCALES.join(', ') });
    return await runCommand(args, reader, surroundings);
  } catch (fault) {
    return complain(fault, reader.words, args, surroundings);
  }
}

async function runCommand(args: readonly string[], reader: Reader, surroundings: Surroundings): Promise<number> {
  const command = COMMANDS.find((candidate) => isCalled(candidate, args));
  const told = toldOfProgram(args, command, reader);
  if (told !== null) {
    surroundings.stdout.write(told);
    return EXIT.ok;
  }
  if (command === undefined) throw noCommand(args);
  const input = parseArguments(command, args.slice(command.name.split(' ').length));
  const { data, json } = input.options;
  const options = { data: typeof data === 'string' ? data : undefined, json: json === true };
  const terminal = openTerminal(surroundings, reader, options);
  try {
    return await command.run(input, terminal.context);
  } finally {
    await terminal.close();
  }
}

/** The help or the version, where one of them is asked for. */
function toldOfProgram(args: readonly string[], command: Command | undefined, reader: Reader): string | null {
  const [name = ''] = args;
  const group = groupOf(name);
  if (name === 'help' || args.includes('--help') || args.includes('-h')) {
    const asked = name === 'help' ? COMMANDS.find((candidate) => isCalled(candidate, args.slice(1))) : command;
    return asked === undefined ? commandsHelp(group.length > 0 ? group : COMMANDS, reader) : commandHelp(asked, reader);
  }
  if (args.includes('--version') || args.includes('-V')) return `${versionText(args.includes('--json'))}\n`;
  return null;
}

function versionText(json: boolean): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const node = process.versions.node;
  return json ? JSON.stringify({ vinseal: version, node }) : `vinseal ${version} (Node ${node})`;
}

function groupOf(name: string): readonly Command[] {
  return COMMANDS.filter((candidate) => candidate.name.startsWith(`${name} `));
}

function noCommand(args: readonly string[]): UsageError {
  const [name = '', second = ''] = args;
  if (name === '') return new UsageError('terminal.usage.no-command');
  const within = groupOf(name).map((command) => command.name.slice(name.length + 1));
  if (within.length > 0) {
    const meant = second.startsWith('-') || second === '' ? null : nearestName(second, within);
    const data = { group: name, commands: within.join(', ') };
    return new UsageError('terminal.usage.group', data, meant === null ? null : `${name} ${meant}`);
  }
  const firsts = COMMANDS.map((command) => command.name.split(' ')[0] ?? '');
  const meant =
    nearestName(
      `${name} ${second}`,
      COMMANDS.map((command) => command.name),
    ) ?? nearestName(name, firsts);
  return new UsageError('terminal.usage.command-unknown', { command: name }, meant);
}

/** Some commands have a name of two words: `trust add`. */
function isCalled({ name }: Command, args: readonly string[]): boolean {
  return name.split(' ').every((word, index) => args[index] === word);
}

function complain(fault: unknown, words: Words, args: readonly string[], { stderr }: Surroundings): number {
  if (!(fault instanceof UsageError)) {
    const message = Error.isError(fault) ? fault.message.split('\n')[0] : String(fault);
    stderr.write(`vinseal: ${printable(message ?? '')}\n`);
    return faultExit(fault);
  }
  const meant = fault.meant === null ? [] : [words.text('terminal.usage.did-you-mean', { meant: fault.meant })];
  stderr.write(`vinseal: ${printable(sentences([words.text(fault.key, fault.data), ...meant], words))}\n`);
  const command = COMMANDS.find((candidate) => isCalled(candidate, args));
  const [group = ''] = groupOf(args[0] ?? '').length === 0 ? [] : args;
  const ask = [command?.name ?? group, '--help'].filter(Boolean).join(' ');
  stderr.write(`${words.text('terminal.usage.try', { command: `npm run --silent vinseal -- ${ask}` })}\n`);
  return EXIT.usage;
}

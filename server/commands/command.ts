import type { WordData } from '#core/confirmation/errors.ts';
import type { CommandTools } from '../compose/command-tools.ts';
import type { Install } from '../compose/open-install.ts';
import type { Config } from '../config.ts';
import type { Words } from '../i18n/words.ts';
import type { Clock } from '../ports/clock.ts';
import type { AskLine } from './ask-line.ts';
import type { AskPassphrase, TerminalInput } from './ask-passphrase.ts';
import { nearestName } from './nearest-name.ts';
import type { Screen } from './show/screen.ts';

/** Exit codes: a contract (verdicts 0–3, the rest after sysexits.h). */
export const EXIT = {
  ok: 0,
  notValid: 1,
  refused: 1,
  withdrawn: 2,
  undecided: 3,
  usage: 64,
  noInput: 66,
  cannotWrite: 73,
  fault: 70,
  unusable: 78,
} as const;

/** The exit code of a thrown fault: one with a code concerns a setting, the data folder or the store; any other is ours. */
export function faultExit(fault: unknown): number {
  return Error.isError(fault) && 'code' in fault ? EXIT.unusable : EXIT.fault;
}

/** What a command may use: the terminal, and an install that is opened when it is first needed. */
export type CommandContext = {
  readonly config: Config;
  readonly words: Words;
  readonly clock: Clock;
  readonly stdin: TerminalInput;
  readonly askPassphrase: AskPassphrase;
  readonly askLine: AskLine;
  readonly install: () => Promise<Install>;
  readonly tools: CommandTools;
  /** Writes one line to standard output. */
  readonly print: (line: string) => void;
  /** How a person sees standard output. */
  readonly screen: Screen;
  /** Whether programs read the output (`--json`). */
  readonly json: boolean;
  /** Writes one line to standard error. */
  readonly complain: (line: string) => void;
};

/** What presenters need to know of the terminal. */
export type Reader = Pick<CommandContext, 'words' | 'screen'>;

export type OptionSpec = {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** Key of the text that explains it, with what stands in it. */
  readonly doc: string;
  readonly data?: WordData;
  readonly value?: string;
};

/** The parsed arguments. */
export type CommandInput = {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
};

export type Command = {
  readonly name: string;
  /** As in the usage line: `FILE.pdf…`. */
  readonly operands: string;
  /** Key of the text that says what it does. */
  readonly doc: string;
  /** One line that works, without the program's name. */
  readonly example: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Fewest and most operands. */
  readonly arity: readonly [number, number];
  /** Gives the exit code. */
  readonly run: (input: CommandInput, context: CommandContext) => Promise<number>;
};

/** Arguments that are not valid: exit 64. Holds the key of the text that says why, and what was perhaps meant. */
export class UsageError extends Error {
  readonly key: string;
  readonly data: WordData;
  readonly meant: string | null;

  constructor(key: string, data: WordData = {}, meant: string | null = null, options?: ErrorOptions) {
    super(key, options);
    this.key = key;
    this.data = data;
    this.meant = meant;
  }
}

/** A string option, or undefined. */
export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A string option that the command cannot do without. Throws `UsageError`, which shows what to give. */
export function neededOption(input: CommandInput, name: string, { name: command, options }: NamedCommand): string {
  const value = textOption(input, name);
  if (value !== undefined) return value;
  throw new UsageError('terminal.usage.option-missing', { command, option: `--${name} ${options[name]?.value ?? ''}` });
}

type NamedCommand = Pick<Command, 'name' | 'options'>;

/** A string option that has to be one of the choices, or undefined. Throws `UsageError`, which names them. */
export function choiceOption<const Choice extends string>(
  input: CommandInput,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const typed = textOption(input, name);
  const chosen = choices.find((candidate) => candidate === typed);
  if (typed !== undefined && chosen === undefined)
    throw new UsageError(
      'terminal.usage.option-choice',
      { option: `--${name}`, choices: choices.join(', ') },
      nearestName(typed, choices),
    );
  return chosen;
}

/** A whole number that an option gives. Throws `UsageError` for any other text. */
export function numberOption(
  input: CommandInput,
  name: string,
  [least, most, usual]: readonly [number, number, number],
): number {
  const typed = textOption(input, name);
  if (typed === undefined) return usual;
  if (/^\d{1,9}$/.test(typed) && Number(typed) >= least && Number(typed) <= most) return Number(typed);
  throw new UsageError('terminal.usage.option-number', { option: `--${name}`, least, most: String(most) });
}

/** Every value of a repeatable string option. */
export function textOptions(input: CommandInput, name: string): readonly string[] {
  const value = input.options[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

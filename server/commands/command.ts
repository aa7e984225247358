import type { CommandTools } from '../compose/command-tools.ts';
import type { Install } from '../compose/open-install.ts';
import type { Config } from '../config.ts';
import type { Words } from '../i18n/words.ts';
import type { Clock } from '../ports/clock.ts';
import type { AskPassphrase } from './ask-passphrase.ts';

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
  readonly stdin: NodeJS.ReadableStream;
  readonly askPassphrase: AskPassphrase;
  readonly install: () => Promise<Install>;
  readonly tools: CommandTools;
  /** Writes one line to standard output. */
  readonly print: (line: string) => void;
  /** Whether programs read the output (`--json`). */
  readonly json: boolean;
  /** Writes one line to standard error. */
  readonly complain: (line: string) => void;
};

export type OptionSpec = {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly doc: string;
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
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Fewest and most operands. */
  readonly arity: readonly [number, number];
  /** Gives the exit code. */
  readonly run: (input: CommandInput, context: CommandContext) => Promise<number>;
};

/** Arguments that are not valid: exit 64. */
export class UsageError extends Error {}

/** A string option, or undefined. */
export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A string option that has to be one of the choices, or undefined. Throws `UsageError`, which names them. */
export function choiceOption<const Choice extends string>(
  input: CommandInput,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const typed = textOption(input, name);
  const chosen = choices.find((candidate) => candidate === typed);
  if (typed !== undefined && chosen === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}`);
  return chosen;
}

/** Every value of a repeatable string option. */
export function textOptions(input: CommandInput, name: string): readonly string[] {
  const value = input.options[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

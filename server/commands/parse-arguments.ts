import { parseArgs } from 'node:util';
import { type Command, type CommandInput, type OptionSpec, UsageError } from './command.ts';
import { nearestName } from './nearest-name.ts';

/** Options that every command takes. */
export const EVERYWHERE = {
  data: { type: 'string', value: 'DIR', doc: 'terminal.options.data' },
  json: { type: 'boolean', doc: 'terminal.options.json' },
  lang: { type: 'string', value: 'zh|en|ru', doc: 'terminal.options.lang' },
  help: { type: 'boolean', doc: 'terminal.options.help' },
  version: { type: 'boolean', short: 'V', doc: 'terminal.options.version' },
} as const satisfies Command['options'];

/** Reads the words behind a command's name. Throws `UsageError`. */
export function parseArguments(command: Command, args: readonly string[]): CommandInput {
  const specs: Record<string, OptionSpec> = { ...EVERYWHERE, ...command.options };
  // Not strict: Node's own refusals are English sentences, and tell nothing of what was perhaps meant.
  const options = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, parsedAs(spec)]));
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) if (token.kind === 'option') judgeOption(token, specs);
  const [fewest, most] = command.arity;
  if (positionals.length < fewest)
    throw new UsageError('terminal.usage.operands-missing', { command: command.name, operands: command.operands });
  if (positionals.length > most)
    throw new UsageError('terminal.usage.operand-unexpected', { operand: positionals[most] ?? '' });
  return { positionals, options: values };
}

function parsedAs({ type, multiple = false, short }: OptionSpec) {
  return { type, multiple, ...(short === undefined ? {} : { short }) };
}

type OptionToken = {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

function judgeOption({ name, rawName, value, inlineValue }: OptionToken, specs: Record<string, OptionSpec>): void {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (spec === undefined)
    throw new UsageError('terminal.usage.option-unknown', { option: rawName }, suggestion(name, Object.keys(specs)));
  if (spec.type === 'boolean' && value !== undefined)
    throw new UsageError('terminal.usage.option-without-value', { option: rawName });
  if (spec.type === 'boolean') return;
  // `--out --force`: the value was forgotten. Whoever means such a value writes `--out=--force`.
  if (value === undefined || (inlineValue !== true && value.startsWith('-') && value !== '-'))
    throw new UsageError('terminal.usage.option-value-missing', { option: rawName, value: spec.value ?? '' });
}

function suggestion(name: string, names: readonly string[]): string | null {
  const nearest = nearestName(name, names);
  return nearest === null ? null : `--${nearest}`;
}

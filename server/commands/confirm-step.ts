import { type Command, type CommandContext, type CommandInput, EXIT, UsageError } from './command.ts';

/** The option of a step that cannot be undone. */
export const YES_OPTION = {
  yes: { type: 'boolean', doc: 'terminal.options.yes' },
} as const satisfies Command['options'];

/** Where nobody can be asked, a step that cannot be undone is refused before anything is opened. */
export function requireConsent(input: CommandInput, { stdin }: CommandContext, command: string): void {
  if (input.options.yes !== true && stdin.isTTY !== true)
    throw new UsageError('terminal.usage.yes-missing', { command });
}

/**
 * Goes on with a step that cannot be undone after `--yes`, or after a person at the terminal was shown what it concerns and
 * agreed. Gives the exit code.
 */
export async function withConsent(
  input: CommandInput,
  context: CommandContext,
  concerns: string,
  step: () => Promise<number>,
): Promise<number> {
  if (input.options.yes === true) return step();
  const { words, complain, askLine } = context;
  complain(concerns);
  const answer = await askLine(words.text('terminal.consent.question'));
  if (isYes(answer ?? '')) return step();
  complain(words.text('terminal.consent.left'));
  return EXIT.refused;
}

/** Yes in every language of the terminal, whatever it speaks now. */
function isYes(answer: string): boolean {
  return ['y', 'yes', 'д', 'да', '是', '好'].includes(answer.trim().toLowerCase());
}

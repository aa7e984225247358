import { type Actor, operatorActor } from '../model/access/actor.ts';
import { type Command, type CommandInput, textOption, UsageError } from './command.ts';

/** The person who acts: some steps need two persons, and a terminal does not identify its user. */
export const BY_OPTION = {
  by: { type: 'string', value: 'NAME', doc: 'terminal.options.by' },
} as const satisfies Command['options'];

const MAX_NAME_LENGTH = 60;

/** The operator under the name of `--by`, or as `terminal` without it. Throws as `byOption` does. */
export function terminalActor(input: CommandInput, command: string): Actor {
  return textOption(input, 'by') === undefined ? operatorActor() : operatorActor(byOption(input, command));
}

/** The name that `--by` gives. Throws `UsageError` where it is missing or not printable. */
export function byOption(input: CommandInput, command: string): string {
  const by = textOption(input, 'by')?.normalize('NFC').trim() ?? '';
  if (by === '') throw new UsageError('terminal.usage.option-missing', { command, option: '--by NAME' });
  if (by.length > MAX_NAME_LENGTH || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(by))
    throw new UsageError('terminal.usage.name-not-visible', { most: MAX_NAME_LENGTH });
  return by;
}

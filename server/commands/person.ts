import { type Actor, operatorActor } from '../model/access/actor.ts';
import { type Command, type CommandInput, textOption, UsageError } from './command.ts';

/** Who does it: some steps need two persons, and a terminal does not know who sits there. */
export const BY_OPTION = {
  by: { type: 'string', value: 'NAME', doc: 'who you are, for the register and the audit log' },
} as const satisfies Command['options'];

const LONGEST_NAME = 60;

/** The operator under the name of `--by`, or as `terminal` without it. Throws as `byOption` does. */
export function terminalActor(input: CommandInput, command: string): Actor {
  return textOption(input, 'by') === undefined ? operatorActor() : operatorActor(byOption(input, command));
}

/** The name that `--by` gives. Throws `UsageError` where there is none that a log could show. */
export function byOption(input: CommandInput, command: string): string {
  const by = textOption(input, 'by')?.normalize('NFC').trim() ?? '';
  if (by === '') throw new UsageError(`${command} needs --by NAME`);
  if (by.length > LONGEST_NAME || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(by))
    throw new UsageError(`--by takes a name of at most ${LONGEST_NAME} visible characters`);
  return by;
}

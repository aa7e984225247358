import { type Command, textOption } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportKey, withKeyOffice } from './with-key-office.ts';

/** `keys rotate NEW [--replaces OLD]`: one key in the place of another, in one step. */
export const keysRotate: Command = {
  name: 'keys rotate',
  operands: 'NEW',
  doc: 'sign with this key in the place of another, which is retired; what that one signed stays good',
  arity: [1, 1],
  options: {
    replaces: { type: 'string', value: 'OLD', doc: 'the key that is retired; else the active one of its algorithm' },
    ...BY_OPTION,
  },
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const replaces = textOption(input, 'replaces') ?? null;
    const actor = terminalActor(input, 'keys rotate');
    return withKeyOffice(context, async (office) => reportKey(await office.rotate(keyId, replaces, actor), context));
  },
};

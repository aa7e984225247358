import type { Command } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportKey, withKeyOffice } from './with-key-office.ts';

/** `keys activate ID`: the manufacturer signs with it from now on. */
export const keysActivate: Command = {
  name: 'keys activate',
  operands: 'ID',
  doc: 'sign with this key from now on; also ends a suspension',
  arity: [1, 1],
  options: BY_OPTION,
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const actor = terminalActor(input, 'keys activate');
    return withKeyOffice(context, async (office) => reportKey(await office.activate(keyId, actor), context));
  },
};

/** `keys suspend ID`: it signs no longer, until it is activated again. */
export const keysSuspend: Command = {
  name: 'keys suspend',
  operands: 'ID',
  doc: 'sign with this key no longer, until it is activated again; what it signed stays good',
  arity: [1, 1],
  options: BY_OPTION,
  run: (input, context) => {
    const [keyId = ''] = input.positionals;
    const actor = terminalActor(input, 'keys suspend');
    return withKeyOffice(context, async (office) => reportKey(await office.suspend(keyId, actor), context));
  },
};

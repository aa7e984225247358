import type { Command } from './command.ts';
import { TERMINAL } from './issue.ts';
import { reportKey, withKeyOffice } from './with-key-office.ts';

/** `keys activate ID`: the manufacturer signs with it from now on. */
export const keysActivate: Command = {
  name: 'keys activate',
  operands: 'ID',
  doc: 'sign with this key from now on; also ends a suspension',
  arity: [1, 1],
  options: {},
  run: ({ positionals: [keyId = ''] }, context) =>
    withKeyOffice(context, async (office) => reportKey(await office.activate(keyId, TERMINAL), context)),
};

/** `keys suspend ID`: it signs no longer, until it is activated again. */
export const keysSuspend: Command = {
  name: 'keys suspend',
  operands: 'ID',
  doc: 'sign with this key no longer, until it is activated again; what it signed stays good',
  arity: [1, 1],
  options: {},
  run: ({ positionals: [keyId = ''] }, context) =>
    withKeyOffice(context, async (office) => reportKey(await office.suspend(keyId, TERMINAL), context)),
};

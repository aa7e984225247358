import { type Command, EXIT } from './command.ts';
import { showKey } from './show-key.ts';
import { withKeyOffice } from './with-key-office.ts';

/** `keys list`: every signing key and where it stands. */
export const keysList: Command = {
  name: 'keys list',
  operands: '',
  doc: 'show every signing key and where it stands',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withKeyOffice(context, async (office) => {
      for (const key of await office.list()) context.print(await showKey(key, context.json));
      return EXIT.ok;
    }),
};

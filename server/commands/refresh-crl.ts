import { refreshRevocationList } from '../compose/install/refresh-revocation-list.ts';
import { type Command, EXIT } from './command.ts';

/** `refresh-crl`: the development CA signs a fresh revocation list. */
export const refreshCrl: Command = {
  name: 'refresh-crl',
  operands: '',
  doc: "sign a fresh revocation list with this install's development CA",
  arity: [0, 0],
  options: {},
  run: async (input, context) => {
    const { clock } = await context.install();
    const list = await refreshRevocationList(context.config.data, clock.now());
    if (list === null) {
      context.complain('vinseal: this install has no development CA');
      return EXIT.refused;
    }
    context.print(input.options.json === true ? JSON.stringify(list) : `valid until ${list.nextUpdate}`);
    return EXIT.ok;
  },
};

import { type Command, EXIT } from './command.ts';

/** `replace-token`: a new administrator token; the old one is worth nothing from then on. */
export const replaceToken: Command = {
  name: 'replace-token',
  operands: '',
  doc: 'make a new administrator token, show it once, and end the old one',
  arity: [0, 0],
  options: {},
  run: async (input, context) => {
    const install = await context.install();
    const token = await install.replaceAdministratorToken();
    context.print(input.options.json === true ? JSON.stringify({ token }) : token);
    return EXIT.ok;
  },
};

import { settingsTable } from '../config.ts';
import { type Command, EXIT } from './command.ts';

/** `settings`: every setting as a Markdown table. */
export const settings: Command = {
  name: 'settings',
  operands: '',
  doc: 'print the table of settings (environment variables)',
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    context.print(settingsTable());
    return EXIT.ok;
  },
};

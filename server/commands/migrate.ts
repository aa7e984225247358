import { migrateStore } from '../compose/migrate-store.ts';
import { installOptions } from '../config.ts';
import { type Command, EXIT } from './command.ts';

/** `migrate`: the database outside gets the collections and indexes that it lacks. */
export const migrate: Command = {
  name: 'migrate',
  operands: '',
  doc: 'terminal.commands.migrate',
  example: 'migrate',
  arity: [0, 0],
  options: {},
  run: async (_input, { config, words, json, print }) => {
    const built = await migrateStore(installOptions(config));
    if (json) print(JSON.stringify({ built }));
    else if (built.length === 0) print(words.text('terminal.migrated.none'));
    else for (const index of built) print(words.text('terminal.migrated.built', { index }));
    return EXIT.ok;
  },
};

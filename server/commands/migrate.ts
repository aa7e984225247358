import { migrateStore } from '../compose/migrate-store.ts';
import { installOptions } from '../config.ts';
import { type Command, EXIT } from './command.ts';

/** `migrate`: the database outside gets the collections and indexes that it lacks. */
export const migrate: Command = {
  name: 'migrate',
  operands: '',
  doc: 'build what the database of VINSEAL_MONGO_URL lacks of collections and indexes; a service may run meanwhile',
  arity: [0, 0],
  options: {},
  run: async (_input, context) => {
    const built = await migrateStore(installOptions(context.config));
    if (context.json) context.print(JSON.stringify({ built }));
    else context.print(built.length === 0 ? 'nothing to build' : built.map((name) => `built ${name}`).join('\n'));
    return EXIT.ok;
  },
};

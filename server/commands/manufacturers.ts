import { manufacturerFile } from '../app/manufacturers/manufacturer-schema.ts';
import { type Command, EXIT } from './command.ts';
import { reportProblem } from './report.ts';
import { showManufacturer } from './show-manufacturer.ts';
import { withManufacturerOffice } from './with-manufacturer-office.ts';

/** `manufacturers list`: who can issue here, and who vouches for them. */
export const manufacturersList: Command = {
  name: 'manufacturers list',
  operands: '',
  doc: 'show the registered manufacturers, and the anchors that vouch for each',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withManufacturerOffice(context, async (office) => {
      for (const found of await office.list()) context.print(showManufacturer(found, context.json));
      return EXIT.ok;
    }),
};

/** `manufacturers show ID`: its data as a file that can be changed and added again. */
export const manufacturersShow: Command = {
  name: 'manufacturers show',
  operands: 'ID',
  doc: 'show the data of a manufacturer as a file for `manufacturers add`',
  arity: [1, 1],
  options: {},
  run: ({ positionals: [id = ''] }, context) =>
    withManufacturerOffice(context, async (office) => {
      const found = await office.find(id);
      if (!found.ok) return reportProblem(found.problem, context);
      context.print(JSON.stringify(manufacturerFile(found.value), null, context.json ? 0 : 2));
      return EXIT.ok;
    }),
};

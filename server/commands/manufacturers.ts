import { manufacturerFile } from '../app/manufacturers/manufacturer-schema.ts';
import { type ManufacturerOffice, openManufacturerOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import type { Actor } from '../model/access/actor.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readJson } from './read-input.ts';
import { reportProblem } from './report.ts';
import { describeManufacturer, manufacturerDetails, manufacturerTable, manufacturerText } from './show/manufacturer.ts';
import { withOffice } from './with-office.ts';

/** `manufacturers add FILE.json`: registers a manufacturer with its outlets, or takes the place of what was registered. */
export const manufacturersAdd: Command = {
  name: 'manufacturers add',
  operands: 'FILE.json',
  doc: 'terminal.commands.manufacturers-add',
  example: 'manufacturers add maker.json --by zhang',
  arity: [1, 1],
  options: BY_OPTION,
  run: async (input, context) => {
    const [source = '-'] = input.positionals;
    const actor = terminalActor(input, 'manufacturers add');
    const data = await readJson(source, context);
    if (data.kind === 'failed') return data.exit;
    return withManufacturerOffice(context, (office) => add(office, data.value, actor, context));
  },
};

async function add(office: ManufacturerOffice, data: unknown, actor: Actor, context: CommandContext): Promise<number> {
  const added = await office.add(data, actor);
  if (!added.ok) return reportProblem(added.problem, context);
  const { outcome, entry } = added.value;
  const found = await office.find(entry.manufacturer.id);
  if (!found.ok) return reportProblem(found.problem, context);
  context.print(
    context.json
      ? JSON.stringify(describeManufacturer(found.value, outcome))
      : manufacturerText(found.value, context, outcome),
  );
  return EXIT.ok;
}

/** `manufacturers list`: who can issue here, and who vouches for them. */
export const manufacturersList: Command = {
  name: 'manufacturers list',
  operands: '',
  doc: 'terminal.commands.manufacturers-list',
  example: 'manufacturers list',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withManufacturerOffice(context, async (office) => {
      const found = await office.list();
      if (context.json) for (const one of found) context.print(JSON.stringify(describeManufacturer(one)));
      else context.print(manufacturerTable(found, context));
      return EXIT.ok;
    }),
};

/** `manufacturers show ID`: its data; with `--json` as a file that can be changed and added again. */
export const manufacturersShow: Command = {
  name: 'manufacturers show',
  operands: 'ID',
  doc: 'terminal.commands.manufacturers-show',
  example: 'manufacturers show example-maker --json > maker.json',
  arity: [1, 1],
  options: {},
  run: ({ positionals: [id = ''] }, context) =>
    withManufacturerOffice(context, async (office) => {
      const found = await office.find(id);
      if (!found.ok) return reportProblem(found.problem, context);
      context.print(
        context.json
          ? JSON.stringify(manufacturerFile(found.value), null, 2)
          : manufacturerDetails(found.value, context),
      );
      return EXIT.ok;
    }),
};

/** Works on the manufacturers of the data folder. A running service follows at once. */
function withManufacturerOffice(
  context: CommandContext,
  work: (office: ManufacturerOffice) => Promise<number>,
): Promise<number> {
  return withOffice(
    context,
    () => openManufacturerOffice({ ...installOptions(context.config), clock: context.clock }),
    work,
  );
}

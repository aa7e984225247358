import type { ManufacturerOffice } from '../compose/offices.ts';
import type { Actor } from '../model/access/actor.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { readJson } from './read-input.ts';
import { reportProblem } from './report.ts';
import { showManufacturer } from './show-manufacturer.ts';
import { withManufacturerOffice } from './with-manufacturer-office.ts';

/** `manufacturers add FILE.json`: registers a manufacturer with its outlets, or takes the place of what was registered. */
export const manufacturersAdd: Command = {
  name: 'manufacturers add',
  operands: 'FILE.json',
  doc: 'register a manufacturer with its outlets, or put the file in place of what is registered of it (`-` reads standard input)',
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
  context.print(showManufacturer(found.value, context.json, outcome));
  return EXIT.ok;
}

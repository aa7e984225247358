import { printedAddress } from '../compose/install/remembered-address.ts';
import { openPeopleOffice, type PeopleOffice } from '../compose/offices.ts';
import { installOptions } from '../config.ts';
import { ORGANISATION_KINDS } from '../model/access/organisation.ts';
import { type Command, type CommandContext, choiceOption, EXIT, neededOption, textOption } from './command.ts';
import { requireConsent, withConsent, YES_OPTION } from './confirm-step.ts';
import { BY_OPTION, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { organisationTable } from './show/organisation.ts';
import { withOffice } from './with-office.ts';

/** `organisations list`: who has access keys here. */
export const organisationsList: Command = {
  name: 'organisations list',
  operands: '',
  doc: 'terminal.commands.organisations-list',
  example: 'organisations list',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withPeopleOffice(context, async (office) => {
      const found = await office.organisations();
      if (context.json) for (const one of found) context.print(JSON.stringify(one));
      else context.print(organisationTable(found, context));
      return EXIT.ok;
    }),
};

/** `organisations add ID --kind …`: a manufacturer, an exporter or an authority. */
export const organisationsAdd: Command = {
  name: 'organisations add',
  operands: 'ID',
  doc: 'terminal.commands.organisations-add',
  example: 'organisations add example-exporter --kind exporter --name "TEST Export Co." --uscc 91350200M0000TEX1H',
  arity: [1, 1],
  options: {
    kind: { type: 'string', value: 'KIND', doc: 'terminal.options.organisation-kind' },
    manufacturer: { type: 'string', value: 'ID', doc: 'terminal.options.organisation-manufacturer' },
    name: { type: 'string', value: 'NAME', doc: 'terminal.options.organisation-name' },
    uscc: { type: 'string', value: 'CODE', doc: 'terminal.options.organisation-uscc' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    neededOption(input, 'kind', organisationsAdd);
    const kind = choiceOption(
      input,
      'kind',
      ORGANISATION_KINDS.filter((one) => one !== 'operator'),
    );
    const given = ['manufacturer', 'name', 'uscc'].flatMap((field) => {
      const value = textOption(input, field);
      return value === undefined ? [] : [[field, value] as const];
    });
    const wish = { kind, id: input.positionals[0], ...Object.fromEntries(given) };
    const actor = terminalActor(input, 'organisations add');
    return withPeopleOffice(context, async (office) => {
      const added = await office.addOrganisation(wish, actor);
      if (!added.ok) return reportProblem(added.problem, context);
      context.print(context.json ? JSON.stringify(added.value) : organisationTable([added.value], context));
      return EXIT.ok;
    });
  },
};

/** `organisations close ID`: none of its access keys serves any more. */
export const organisationsClose: Command = {
  name: 'organisations close',
  operands: 'ID',
  doc: 'terminal.commands.organisations-close',
  example: 'organisations close example-exporter --yes',
  arity: [1, 1],
  options: { ...BY_OPTION, ...YES_OPTION },
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const actor = terminalActor(input, 'organisations close');
    requireConsent(input, context, 'organisations close');
    const concerns = context.words.text('terminal.consent.organisation', { organisation: id });
    return withConsent(input, context, concerns, () =>
      withPeopleOffice(context, async (office) => {
        const closed = await office.closeOrganisation(id, actor);
        if (!closed.ok) return reportProblem(closed.problem, context);
        context.print(context.json ? JSON.stringify(closed.value) : organisationTable([closed.value], context));
        return EXIT.ok;
      }),
    );
  },
};

/** Works on the organisations, people and access keys of an install. A running service follows at once. */
export function withPeopleOffice<Outcome>(
  context: CommandContext,
  work: (office: PeopleOffice) => Promise<Outcome>,
): Promise<Outcome> {
  const options = { ...installOptions(context.config), publicUrl: printedAddress(context.config) };
  return withOffice(context, () => openPeopleOffice(options, context.clock), work);
}

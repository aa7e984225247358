import { MAX_KEY_DAYS, USUAL_KEY_DAYS } from '../app/people/access-keys.ts';
import { operatorActor } from '../model/access/actor.ts';
import { ROLES_OF } from '../model/access/organisation.ts';
import { type Command, EXIT, neededOption, numberOption, textOptions, UsageError } from './command.ts';
import { requireConsent, withConsent, YES_OPTION } from './confirm-step.ts';
import { withPeopleOffice } from './organisations.ts';
import { BY_OPTION, byOption, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { accessKeyTable } from './show/access-key.ts';

const ROLES = [...new Set(Object.values(ROLES_OF).flat())];

/** `access-keys create ORGANISATION --name … --role …`: shown once. */
export const accessKeysCreate: Command = {
  name: 'access-keys create',
  operands: 'ORGANISATION',
  doc: 'terminal.commands.access-keys-create',
  example: 'access-keys create example-exporter --name "ERP" --role requester --days 90',
  arity: [1, 1],
  options: {
    name: { type: 'string', value: 'NAME', doc: 'terminal.options.access-key-name' },
    role: {
      type: 'string',
      multiple: true,
      value: 'ROLE',
      doc: 'terminal.options.access-key-role',
      data: { roles: ROLES.join(', ') },
    },
    days: {
      type: 'string',
      value: 'DAYS',
      doc: 'terminal.options.access-key-days',
      data: { most: MAX_KEY_DAYS, usual: USUAL_KEY_DAYS },
    },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const name = neededOption(input, 'name', accessKeysCreate);
    const roles = textOptions(input, 'role');
    if (roles.length === 0)
      throw new UsageError('terminal.usage.option-missing', { command: 'access-keys create', option: '--role ROLE' });
    const days = numberOption(input, 'days', [1, MAX_KEY_DAYS, USUAL_KEY_DAYS]);
    const actor = terminalActor(input, 'access-keys create');
    return withPeopleOffice(context, async (office) => {
      const created = await office.createAccessKey({ organisation: input.positionals[0], name, roles, days }, actor);
      if (!created.ok) return reportProblem(created.problem, context);
      const { key, secret } = created.value;
      context.print(context.json ? JSON.stringify({ ...key, secret }) : secret);
      return EXIT.ok;
    });
  },
};

/** `access-keys list ORGANISATION`: never a secret. */
export const accessKeysList: Command = {
  name: 'access-keys list',
  operands: 'ORGANISATION',
  doc: 'terminal.commands.access-keys-list',
  example: 'access-keys list example-exporter',
  arity: [1, 1],
  options: BY_OPTION,
  run: (input, context) =>
    withPeopleOffice(context, async (office) => {
      const listed = await office.accessKeys(input.positionals[0] ?? '', terminalActor(input, 'access-keys list'));
      if (!listed.ok) return reportProblem(listed.problem, context);
      if (context.json) for (const key of listed.value) context.print(JSON.stringify(key));
      else context.print(accessKeyTable(listed.value, office.clock.now(), context));
      return EXIT.ok;
    }),
};

/** `access-keys end ID`: it serves nobody from now on. */
export const accessKeysEnd: Command = {
  name: 'access-keys end',
  operands: 'ID',
  doc: 'terminal.commands.access-keys-end',
  example: 'access-keys end 4yQbX0m1c2hTzg --yes',
  arity: [1, 1],
  options: { ...BY_OPTION, ...YES_OPTION },
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const actor = terminalActor(input, 'access-keys end');
    requireConsent(input, context, 'access-keys end');
    const concerns = context.words.text('terminal.consent.access-key', { key: id });
    return withConsent(input, context, concerns, () =>
      withPeopleOffice(context, async (office) => {
        const ended = await office.endAccessKey(id, actor);
        if (!ended.ok) return reportProblem(ended.problem, context);
        context.print(
          context.json ? JSON.stringify(ended.value) : accessKeyTable([ended.value], office.clock.now(), context),
        );
        return EXIT.ok;
      }),
    );
  },
};

const grant = (name: 'propose-sealing' | 'approve-sealing'): Command => ({
  name: `access-keys ${name}`,
  operands: 'ID',
  doc: `terminal.commands.access-keys-${name}`,
  example: `access-keys ${name} 4yQbX0m1c2hTzg --by ${name === 'propose-sealing' ? 'zhang' : 'li'}`,
  arity: [1, 1],
  options: BY_OPTION,
  run: (input, context) => {
    const [id = ''] = input.positionals;
    const actor = operatorActor(byOption(input, `access-keys ${name}`));
    return withPeopleOffice(context, async (office) => {
      const step = name === 'propose-sealing' ? office.proposeDirectSealing : office.approveDirectSealing;
      const changed = await step(id, actor);
      if (!changed.ok) return reportProblem(changed.problem, context);
      const key = changed.value;
      context.print(context.json ? JSON.stringify(key) : accessKeyTable([key], office.clock.now(), context));
      return EXIT.ok;
    });
  },
});

/** One person proposes that a manufacturer's key seals without a second person, and another one approves. */
export const accessKeysProposeSealing: Command = grant('propose-sealing');
export const accessKeysApproveSealing: Command = grant('approve-sealing');

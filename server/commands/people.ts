import type { Result } from '#core/confirmation/errors.ts';
import { invitationLink } from '../app/accounts/account-mail.ts';
import type { EndedWithKeys } from '../app/accounts/keys-of-makers.ts';
import { printedAddress } from '../compose/install/remembered-address.ts';
import type { PeopleOffice } from '../compose/offices.ts';
import { LOCALES } from '../i18n/words.ts';
import type { AccessKey } from '../model/access/access-key.ts';
import { type Actor, operatorActor } from '../model/access/actor.ts';
import { OPERATOR, ROLES_OF } from '../model/access/organisation.ts';
import type { Person } from '../model/accounts/person.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  choiceOption,
  EXIT,
  textOption,
  textOptions,
  UsageError,
} from './command.ts';
import { requireConsent, withConsent, YES_OPTION } from './confirm-step.ts';
import { withPeopleOffice } from './organisations.ts';
import { BY_OPTION, byOption, terminalActor } from './person.ts';
import { reportProblem } from './report.ts';
import { personTable } from './show/person.ts';

const ROLES = [...new Set(Object.values(ROLES_OF).flat())];
const ORGANISATION_OPTION = {
  organisation: { type: 'string', value: 'ORGANISATION', doc: 'terminal.options.person-organisation' },
} as const satisfies Command['options'];

const ROLE_OPTION = {
  role: {
    type: 'string',
    multiple: true,
    value: 'ROLE',
    doc: 'terminal.options.person-role',
    data: { roles: ROLES.join(', ') },
  },
} as const satisfies Command['options'];

/** `people invite EMAIL --role …`: prints the link, and mails it to nobody. */
export const peopleInvite: Command = {
  name: 'people invite',
  operands: 'EMAIL',
  doc: 'terminal.commands.people-invite',
  example: 'people invite clerk@company.example --organisation example-exporter --role requester',
  arity: [1, 1],
  options: {
    ...ORGANISATION_OPTION,
    ...ROLE_OPTION,
    language: { type: 'string', value: 'LANGUAGE', doc: 'terminal.options.person-language' },
    ...BY_OPTION,
  },
  run: async (input, context) => {
    const roles = textOptions(input, 'role');
    if (roles.length === 0)
      throw new UsageError('terminal.usage.option-missing', { command: 'people invite', option: '--role ROLE' });
    const organisation = textOption(input, 'organisation') ?? OPERATOR.id;
    const locale = choiceOption(input, 'language', LOCALES) ?? context.words.locale;
    const actor = actorGiving(roles, input, 'people invite');
    return withPeopleOffice(context, async (office) => {
      const invited = await office.accounts.invite({ organisation, email: input.positionals[0], roles, locale }, actor);
      if (!invited.ok) return reportProblem(invited.problem, context);
      const { invitation, token } = invited.value;
      const link = invitationLink(printedAddress(context.config), locale, token ?? '');
      context.print(context.json ? JSON.stringify({ ...invitation, link }) : link);
      return EXIT.ok;
    });
  },
};

/** Two names are told apart where two people have to agree: a terminal does not identify its user. */
function actorGiving(roles: readonly string[], input: CommandInput, command: string): Actor {
  return roles.includes('sealer') ? operatorActor(byOption(input, command)) : terminalActor(input, command);
}

/** `people change-roles ID --role …`: what two people have to agree on is proposed. */
export const peopleChangeRoles: Command = {
  name: 'people change-roles',
  operands: 'ID',
  doc: 'terminal.commands.people-change-roles',
  example: 'people change-roles 4yQbX0m1c2hTzg --role clerk --role sealer --by zhang',
  arity: [1, 1],
  options: { ...ROLE_OPTION, ...BY_OPTION },
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const roles = textOptions(input, 'role');
    if (roles.length === 0)
      throw new UsageError('terminal.usage.option-missing', { command: 'people change-roles', option: '--role ROLE' });
    const actor = actorGiving(roles, input, 'people change-roles');
    return withPerson(context, (office) => office.accounts.people.changeRoles(id, { roles }, actor));
  },
};

/** A command that does something to one person and asks nothing before; `by`: whether it needs a name. */
function plainCommand(
  name: 'approve-roles' | 'withdraw-roles' | 'end-sessions' | 'lift-lock',
  by: 'named' | 'anybody',
  step: PersonStep,
): Command {
  return {
    name: `people ${name}`,
    operands: 'ID',
    doc: `terminal.commands.people-${name}`,
    example: `people ${name} 4yQbX0m1c2hTzg --by li`,
    arity: [1, 1],
    options: BY_OPTION,
    run: (input, context) => {
      const [id = ''] = input.positionals;
      const whole = `people ${name}`;
      const actor = by === 'named' ? operatorActor(byOption(input, whole)) : terminalActor(input, whole);
      return withPerson(context, (office) => step(office, id, actor));
    },
  };
}

/** `people approve-roles ID --by NAME`: another person than the one who proposed them. */
export const peopleApproveRoles = plainCommand('approve-roles', 'named', (office, id, actor) =>
  office.accounts.people.approveRoles(id, null, actor),
);
/** `people withdraw-roles ID --by NAME`. */
export const peopleWithdrawRoles = plainCommand('withdraw-roles', 'named', (office, id, actor) =>
  office.accounts.people.withdrawRoles(id, actor),
);

/** `people end-sessions ID`: they sign in again. */
export const peopleEndSessions = plainCommand('end-sessions', 'anybody', (office, id, actor) =>
  office.accounts.people.endSessions(id, actor),
);

/** `people lift-lock ID`: passwords and codes can be tried again at once. */
export const peopleLiftLock = plainCommand('lift-lock', 'anybody', (office, id, actor) =>
  office.accounts.people.liftLock(id, actor),
);

/** Does something to a person and prints how they stand then. */
function withPerson(context: CommandContext, step: (office: PeopleOffice) => Promise<Result<Person>>): Promise<number> {
  return withPeopleOffice(context, async (office) => {
    const done = await step(office);
    if (!done.ok) return reportProblem(done.problem, context);
    context.print(context.json ? JSON.stringify(done.value) : personTable([done.value], context));
    return EXIT.ok;
  });
}

/** `people list`: of one organisation, else of the operator. */
export const peopleList: Command = {
  name: 'people list',
  operands: '',
  doc: 'terminal.commands.people-list',
  example: 'people list --organisation example-exporter',
  arity: [0, 0],
  options: { ...ORGANISATION_OPTION, ...BY_OPTION },
  run: (input, context) =>
    withPeopleOffice(context, async (office) => {
      const organisation = textOption(input, 'organisation') ?? OPERATOR.id;
      const listed = await office.accounts.people.list(organisation, terminalActor(input, 'people list'));
      if (!listed.ok) return reportProblem(listed.problem, context);
      if (context.json) for (const person of listed.value) context.print(JSON.stringify(person));
      else context.print(personTable(listed.value, context));
      return EXIT.ok;
    }),
};

type PersonStep = (office: PeopleOffice, id: string, actor: Actor) => Promise<Result<Person>>;

/** A command that does something to one person that cannot be undone. */
function personCommand(name: 'reset-second-factor' | 'release-identity' | 'erase', step: PersonStep): Command {
  const whole = `people ${name}`;
  return {
    name: whole,
    operands: 'ID',
    doc: `terminal.commands.people-${name}`,
    example: `${whole} 4yQbX0m1c2hTzg --yes`,
    arity: [1, 1],
    options: { ...BY_OPTION, ...YES_OPTION },
    run: async (input, context) => {
      const [id = ''] = input.positionals;
      const actor = terminalActor(input, whole);
      requireConsent(input, context, whole);
      const concerns = context.words.text(`terminal.consent.person-${name}`, { person: id });
      return withConsent(input, context, concerns, () => withPerson(context, (office) => step(office, id, actor)));
    },
  };
}

/** `people replace-key`: another accounts.key, with which nobody is signed in and no second factor counts. */
export const peopleReplaceKey: Command = {
  name: 'people replace-key',
  operands: '',
  doc: 'terminal.commands.people-replace-key',
  example: 'people replace-key --yes',
  arity: [0, 0],
  options: { ...BY_OPTION, ...YES_OPTION },
  run: async (input, context) => {
    const actor = terminalActor(input, 'people replace-key');
    requireConsent(input, context, 'people replace-key');
    return withConsent(input, context, context.words.text('terminal.consent.replace-key'), () =>
      withPeopleOffice(context, async (office) => {
        const done = await office.accounts.replaceKey(actor);
        if (!done.ok) return reportProblem(done.problem, context);
        const { secondFactors: count } = done.value;
        context.print(
          context.json ? JSON.stringify(done.value) : context.words.text('terminal.key-replaced', { count }),
        );
        return EXIT.ok;
      }),
    );
  },
};

/** `people end ID`: signs in no more, and with `--keys` neither does what bears a key that they made. */
export const peopleEnd: Command = {
  name: 'people end',
  operands: 'ID',
  doc: 'terminal.commands.people-end',
  example: 'people end 4yQbX0m1c2hTzg --keys --yes',
  arity: [1, 1],
  options: { keys: { type: 'boolean', doc: 'terminal.options.person-keys' }, ...BY_OPTION, ...YES_OPTION },
  run: async (input, context) => {
    const [id = ''] = input.positionals;
    const actor = terminalActor(input, 'people end');
    requireConsent(input, context, 'people end');
    const which = input.options.keys === true ? 'all' : [];
    return withConsent(input, context, await concernsOf(id, actor, context), () =>
      withPeopleOffice(context, async (office) => {
        const done = await office.accounts.people.end(id, which, actor);
        return done.ok ? tellEnded(done.value, context) : reportProblem(done.problem, context);
      }),
    );
  },
};

/** Who is asked whether to go on is told of the keys that the person made. */
async function concernsOf(id: string, actor: Actor, context: CommandContext): Promise<string> {
  const { words } = context;
  const made = await withPeopleOffice(context, (office) => office.accounts.people.keysMadeBy(id, actor));
  const concerns = [words.text('terminal.consent.person-end', { person: id })];
  if (made.ok && made.value.length > 0)
    concerns.push(words.text('terminal.consent.person-keys', { count: made.value.length, keys: namesOf(made.value) }));
  return concerns.join('\n');
}

function tellEnded({ person, ended, inForce }: EndedWithKeys, context: CommandContext): number {
  const told = { ...person, keys: { ended: ended.map(({ id }) => id), inForce: inForce.map(({ id }) => id) } };
  context.print(context.json ? JSON.stringify(told) : personTable([person], context));
  const left = { count: inForce.length, keys: namesOf(inForce) };
  if (left.count > 0) context.complain(context.words.text('terminal.person-keys-left', left));
  return EXIT.ok;
}

function namesOf(keys: readonly AccessKey[]): string {
  return keys.map(({ id, name }) => `${name} (${id})`).join(', ');
}

/** `people reset-second-factor ID`: another one is set up with the next sign-in. */
export const peopleResetSecondFactor = personCommand('reset-second-factor', (office, id, actor) =>
  office.accounts.people.resetSecondFactor(id, actor),
);

/** `people release-identity ID`: whoever the provider names with their address next is tied to them. */
export const peopleReleaseIdentity = personCommand('release-identity', (office, id, actor) =>
  office.accounts.people.releaseIdentity(id, actor),
);

/** `people erase ID`: the address of somebody who was ended. */
export const peopleErase = personCommand('erase', (office, id, actor) => office.accounts.people.erase(id, actor));

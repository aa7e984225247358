import type { Request, RequestHandler, Response } from 'express';
import type { Problem, Result } from '#core/confirmation/errors.ts';
import { exactActorName } from '../../../app/access/actor-name.ts';
import { type Actor, isSamePerson } from '../../../model/access/actor.ts';
import type { Person } from '../../../model/accounts/person.ts';
import { actorOf } from '../../actor-of.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { timeView } from '../texts.ts';
import { field, fieldList } from './account-form.ts';
import { leadTo, organisationQuery, type PageTools, refusedForm } from './page-tools.ts';
import { atRoles, roleItems } from './people.page.ts';
import { renderRefusal } from './refusal.ts';
import { rolesText } from './roles-text.ts';

async function found({ deps, words, render }: PageTools, request: Request, response: Response): Promise<Person | null> {
  const person = await deps.people.find(String(request.params.id), actorOf(response));
  if (!person.ok) renderRefusal(response, words, render, person.problem);
  return person.ok ? person.value : null;
}

/** As they stand after an act was refused: the same form may have been sent at the same moment. */
async function standing({ deps }: PageTools, person: Person, response: Response): Promise<Person> {
  const now = await deps.people.find(person.id, actorOf(response));
  return now.ok ? now.value : person;
}

async function isEndedNow(tools: PageTools, { code }: Problem, person: Person, response: Response): Promise<boolean> {
  return code === 'person-unknown' && (await standing(tools, person, response)).state === 'ended';
}

function backToPeople(response: Response, words: PageTools['words'], { organisationId }: Person, done: string): void {
  const query = organisationQuery(response, organisationId);
  leadTo(response, words, `people${query}${query === '' ? '?' : '&'}done=${done}`);
}

/** One person: their roles, and what ends their account or their second factor. */
export function personPage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  const show = async (response: Response, person: Person, roles: readonly string[], errors: readonly FormError[]) => {
    const organisation = await deps.organisations.find(person.organisationId);
    render(response, words, 'accounts/person', {
      title: person.name,
      path: `people/${person.id}`,
      subject: { ...person, since: timeView(person.since) },
      invitedBy: person.invitedBy === null ? null : exactActorName(person.invitedBy, words),
      proposal: proposalView(person, actorOf(response), words),
      isSelf: actorOf(response).id === person.id,
      people: `people${organisationQuery(response, person.organisationId)}`,
      roleItems: organisation === null ? [] : roleItems(organisation.kind, roles, words.text),
      ...errorsModel(errors.map(atRoles), words),
    });
  };
  return {
    get: async (request, response) => {
      const person = await found(tools, request, response);
      const asked = [...(person?.roles ?? []), ...(person?.proposal?.roles ?? [])];
      if (person !== null) await show(response, person, asked, []);
    },
    post: async (request, response) => {
      const person = await found(tools, request, response);
      if (person === null) return;
      const roles = fieldList(request.body, 'roles');
      const changed = await deps.people.changeRoles(person.id, { roles }, actorOf(response));
      if (changed.ok)
        return backToPeople(response, words, person, changed.value.proposal === null ? 'changed' : 'proposed');
      await show(response, person, roles, refusedForm(response, changed.problem, 'roles', words));
    },
  };
}

function proposalView({ proposal }: Person, actor: Actor, words: PageTools['words']) {
  if (proposal === null) return null;
  const { roles, proposedBy, proposedAt } = proposal;
  return {
    ...{ roles: rolesText(roles, words.text), by: exactActorName(proposedBy, words), at: timeView(proposedAt) },
    isOwn: isSamePerson(actor, proposedBy),
  };
}

/** Asks whether roles that somebody else proposed are to be in force, and says whose they are. */
export function approveRolesPage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  const show = (response: Response, person: Person, errors: readonly FormError[]) =>
    render(response, words, 'accounts/approve-roles', {
      title: words.text('accounts.person.approve.title', { name: person.name }),
      path: `people/${person.id}/approve`,
      subject: person,
      proposedAt: person.proposal?.proposedAt ?? '',
      proposal: proposalView(person, actorOf(response), words),
      ...errorsModel(errors, words),
    });
  return {
    get: async (request, response) => {
      const person = await found(tools, request, response);
      if (person !== null) show(response, person, []);
    },
    post: async (request, response) => {
      const person = await found(tools, request, response);
      if (person === null) return;
      const asked = fieldList(request.body, 'roles');
      const proposedAt = field(request.body, 'proposed');
      const approved = await deps.people.approveRoles(person.id, proposedAt, actorOf(response));
      // Sent twice, perhaps at the same moment: they are in force already.
      const now = await standing(tools, person, response);
      const isDone = now.proposal === null && asked.length > 0 && asked.every((role) => isRoleOf(now, role));
      if (approved.ok || (approved.problem.code === 'roles-not-proposed' && isDone))
        return backToPeople(response, words, person, 'approved');
      show(response, person, refusedForm(response, approved.problem, 'confirm', words));
    },
  };
}

function isRoleOf({ roles }: Person, role: string): boolean {
  return roles.some((own) => own === role);
}

/** Takes a proposal of roles back. */
export function withdrawRolesPage(tools: PageTools): RequestHandler {
  const { deps, words, render } = tools;
  return async (request, response) => {
    const withdrawn = await deps.people.withdrawRoles(String(request.params.id), actorOf(response));
    if (!withdrawn.ok) return renderRefusal(response, words, render, withdrawn.problem);
    backToPeople(response, words, withdrawn.value, 'proposal-withdrawn');
  };
}

type Step = 'reset' | 'release' | 'sessions' | 'unlock';

/** What the list of people says of a step that was done. */
const DONE_BY: Readonly<Record<Step, string>> = {
  ...{ reset: 'reset', release: 'released', sessions: 'sessions', unlock: 'unlocked' },
};

/** Asks once more before a second factor is taken, a person is untied from the provider, sessions end, or a lock is lifted. */
export function personStepPage(tools: PageTools, step: Step): PageHandlers {
  const { deps, words, render } = tools;
  const { resetSecondFactor: reset, releaseIdentity: release, endSessions: sessions, liftLock: unlock } = deps.people;
  const act: (id: string, actor: Actor) => Promise<Result<Person>> = { reset, release, sessions, unlock }[step];
  const show = (response: Response, person: Person, errors: readonly FormError[]) =>
    render(response, words, 'accounts/confirm', {
      title: words.text(`accounts.person.${step}.title`, { name: person.name }),
      lead: words.text(`accounts.person.${step}.lead`),
      submit: words.text(`accounts.person.${step}.submit`),
      path: `people/${person.id}/${step}`,
      back: `people/${person.id}`,
      ...errorsModel(errors, words),
    });
  return {
    get: async (request, response) => {
      const person = await found(tools, request, response);
      if (person !== null) show(response, person, []);
    },
    post: async (request, response) => {
      const person = await found(tools, request, response);
      if (person === null) return;
      const done = await act(person.id, actorOf(response));
      // Whoever is ended has neither any more.
      const isDone = done.ok || (await isEndedNow(tools, done.problem, person, response));
      if (isDone) return backToPeople(response, words, person, DONE_BY[step]);
      show(response, person, refusedForm(response, done.problem, 'confirm', words));
    },
  };
}

/** Asks once more before an account ends, and which of the keys that the person made end with it. */
export function endPersonPage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  const show = async (
    response: Response,
    person: Person,
    chosen: readonly string[],
    errors: readonly FormError[],
  ): Promise<void> => {
    const made = await deps.people.keysMadeBy(person.id, actorOf(response));
    render(response, words, 'accounts/end-person', {
      title: words.text('accounts.person.end.title', { name: person.name }),
      path: `people/${person.id}/end`,
      back: `people/${person.id}`,
      keys: (made.ok ? made.value : []).map(({ id, name, organisationId }) => ({
        value: id,
        text: words.text('accounts.person.end.key', { name, organisation: organisationId }),
        checked: chosen.includes(id),
      })),
      ...errorsModel(errors, words),
    });
  };
  return {
    get: async (request, response) => {
      const person = await found(tools, request, response);
      if (person !== null) await show(response, person, [], []);
    },
    post: async (request, response) => {
      const person = await found(tools, request, response);
      if (person === null) return;
      const chosen = fieldList(request.body, 'keys');
      const done = await deps.people.end(person.id, chosen, actorOf(response));
      // Sent twice: it is done already.
      const isDone = done.ok || (await isEndedNow(tools, done.problem, person, response));
      if (isDone) return backToPeople(response, words, person, 'ended');
      await show(response, person, chosen, refusedForm(response, done.problem, 'confirm', words));
    },
  };
}

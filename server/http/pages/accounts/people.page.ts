import type { RequestHandler, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import { type OrganisationKind, ROLES_OF } from '../../../model/access/organisation.ts';
import type { Person } from '../../../model/accounts/person.ts';
import type { Standing } from '../../../model/accounts/role-proposal.ts';
import { actorOf } from '../../actor-of.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { LANGUAGES } from '../languages.ts';
import { addressQuery } from '../page-query.ts';
import { timeView } from '../texts.ts';
import { field, fieldList } from './account-form.ts';
import { type FormOrganisation, organisationOfForm } from './organisation-of-form.ts';
import {
  askedOrganisation,
  doneOf,
  leadTo,
  newForm,
  organisationQuery,
  type PageTools,
  queriedOrganisation,
  refusedForm,
} from './page-tools.ts';
import { renderRefusal } from './refusal.ts';
import { rolesText } from './roles-text.ts';

const DONE = [
  ...[
    'invited',
    'invited-proposed',
    'resent',
    'resent-before',
    'withdrawn',
    'changed',
    'proposed',
    'approved',
    'proposal-withdrawn',
  ],
  ...['ended', 'reset', 'released', 'sessions', 'unlocked'],
] as const;

/** The people of an organisation, and the invitations that are open. */
export function peoplePage({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    const id = askedOrganisation(request, response);
    const cursor = typeof request.query.cursor === 'string' ? request.query.cursor : null;
    const people = await deps.people.page(id, cursor, actor);
    if (!people.ok) return renderRefusal(response, words, render, people.problem);
    // Those who were invited stand on the first page.
    const invitations = cursor === null ? await deps.people.invitations(id, actor) : null;
    const { nextCursor } = people.value;
    const organisation = await deps.organisations.find(id);
    render(response, words, 'accounts/people', {
      title: words.text('accounts.people.title'),
      path: 'people',
      query: organisationQuery(response, id),
      organisation: organisation?.name ?? words.text('accounts.operator'),
      organisationId: id,
      isOpen: organisation !== null,
      done: doneOf(request, DONE),
      next:
        nextCursor === null
          ? null
          : addressQuery({ organisation: queriedOrganisation(response, id), cursor: nextCursor }),
      people: people.value.items.map((person) => personRow(person, words.text)),
      invitations: (invitations?.ok === true ? invitations.value : []).map((invitation) => ({
        ...{
          id: invitation.id,
          expiresAt: invitation.expiresAt,
          email: invitation.email ?? words.text('accounts.people.whoever'),
        },
        ...rolesView(invitation, words.text),
        until: timeView(invitation.expiresAt),
      })),
    });
  };
}

type Text = PageTools['words']['text'];

/** Roles in force, and those that wait for a second person. */
function rolesView({ roles, proposal }: Standing, text: Text) {
  return { roles: rolesText(roles, text), proposed: rolesText(proposal?.roles ?? [], text) };
}

function personRow(person: Person, text: Text) {
  const { id, name, email, state, secondFactorSince, since } = person;
  return {
    ...{ id, name, state, since: timeView(since), hasSecondFactor: secondFactorSince !== null },
    email: email ?? text('accounts.people.erased'),
    ...rolesView(person, text),
  };
}

/** Asks whom to invite, with which roles. */
export function invitePage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  const show = (
    response: Response,
    { id, kind, name }: FormOrganisation,
    form: { readonly form: string; readonly email: string; readonly roles: readonly string[]; readonly locale: string },
    errors: readonly FormError[],
    standing: StandingInvitation | null = null,
  ) =>
    render(response, words, 'accounts/invite', {
      title: words.text('accounts.invite.title'),
      path: 'people/invite',
      query: organisationQuery(response, id),
      ...{ form, standing, organisationId: id, organisation: name ?? words.text('accounts.operator') },
      roleItems: roleItems(kind, form.roles, words.text),
      languageItems: LANGUAGES.map(({ locale, name }) => ({
        ...{ value: locale, text: name, selected: locale === form.locale },
      })),
      ...errorsModel(errors.map(atRoles), words),
    });
  return {
    get: async (request, response) => {
      const organisation = await organisationOfForm(tools, request, response, (id) =>
        deps.people.invitations(id, actorOf(response)),
      );
      if (organisation === null) return;
      const form = { form: newForm(), email: '', roles: [], locale: words.locale };
      show(response, organisation, form, []);
    },
    post: async (request, response) => {
      const id = field(request.body, 'organisation');
      const form = {
        form: field(request.body, 'form'),
        email: field(request.body, 'email').trim(),
        roles: fieldList(request.body, 'roles'),
        locale: field(request.body, 'locale'),
      };
      const wish = { organisation: id, ...form };
      const invited = await deps.people.invite(wish, actorOf(response));
      if (invited.ok) {
        const query = organisationQuery(response, id);
        const done = invited.value.proposal === null ? 'invited' : 'invited-proposed';
        return leadTo(response, words, `people${query}${query === '' ? '?' : '&'}done=${done}`);
      }
      const organisation = await deps.organisations.find(id);
      if (invited.problem.code === 'not-permitted' || organisation === null)
        return renderRefusal(response, words, render, invited.problem);
      const errors = refusedForm(response, invited.problem, 'email', words);
      show(response, organisation, form, errors, standingInvitation(invited.problem));
    },
  };
}

type StandingInvitation = { readonly id: string; readonly until: string };

/** The invitation that keeps this address from being invited once more; null for every other refusal. */
function standingInvitation({ code, data }: Problem): StandingInvitation | null {
  return code === 'invitation-open' ? { id: String(data.invitation), until: String(data.until) } : null;
}

/** A box for each role that organisations of a kind have. */
export function roleItems(kind: OrganisationKind, chosen: readonly string[], text: Text) {
  return ROLES_OF[kind].map((role) => ({
    ...{ value: role, text: text(`accounts.roles.${role}`), checked: chosen.includes(role) },
    hint: { text: text(`accounts.roles-do.${role}`) },
  }));
}

/** What is wrong with one of the roles stands at all of them. */
export function atRoles(error: FormError): FormError {
  return error.field.startsWith('roles') ? { ...error, field: 'roles' } : error;
}

/** Sends the letter of an open invitation again, with another link. */
export function resendInvitationPage({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    const which = { id: field(request.body, 'invitation'), until: field(request.body, 'until') };
    const sent = await deps.people.resendInvitation(which, actorOf(response));
    const isBefore = !sent.ok && sent.problem.code === 'invitation-changed';
    if (!sent.ok && !isBefore) return renderRefusal(response, words, render, sent.problem);
    const id = sent.ok ? sent.value.organisationId : String(sent.problem.data.organisation);
    const query = organisationQuery(response, id);
    leadTo(response, words, `people${query}${query === '' ? '?' : '&'}done=${isBefore ? 'resent-before' : 'resent'}`);
  };
}

export function withdrawInvitationPage({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    const withdrawn = await deps.people.withdrawInvitation(field(request.body, 'invitation'), actorOf(response));
    if (!withdrawn.ok) return renderRefusal(response, words, render, withdrawn.problem);
    const query = organisationQuery(response, withdrawn.value.organisationId);
    leadTo(response, words, `people${query}${query === '' ? '?' : '&'}done=withdrawn`);
  };
}

import type { RequestHandler, Response } from 'express';
import { actorName } from '../../../app/access/actor-name.ts';
import { MAX_KEY_DAYS, USUAL_KEY_DAYS } from '../../../app/people/access-keys.ts';
import { type AccessKey, accessKeyState, directSealingState } from '../../../model/access/access-key.ts';
import { type Actor, type ActorRef, isSamePerson } from '../../../model/access/actor.ts';
import { mayDirectlySeal, type OrganisationKind } from '../../../model/access/organisation.ts';
import { isPermitted, reachOf } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { timeView } from '../texts.ts';
import { field, fieldList } from './account-form.ts';
import { organisationOfForm } from './organisation-of-form.ts';
import {
  askedOrganisation,
  doneOf,
  leadTo,
  newForm,
  organisationQuery,
  type PageTools,
  refusedForm,
} from './page-tools.ts';
import { atRoles, roleItems } from './people.page.ts';
import { renderRefusal } from './refusal.ts';

/** The access keys of an organisation: never a secret. */
export function accessKeysPage({ deps, words, render }: PageTools, now: () => string): RequestHandler {
  return async (request, response) => {
    const id = askedOrganisation(request, response);
    const listed = await deps.accessKeys.list(id, actorOf(response));
    if (!listed.ok) return renderRefusal(response, words, render, listed.problem);
    const organisation = await deps.organisations.find(id);
    render(response, words, 'accounts/access-keys', {
      title: words.text('accounts.access-keys.title'),
      path: 'access-keys',
      query: organisationQuery(response, id),
      organisation: organisation?.name ?? words.text('accounts.operator'),
      isOpen: organisation !== null,
      done: doneOf(request, ['ended', 'sealing-proposed', 'sealing-approved']),
      keys: listed.value.map((key) => ({
        ...{ id: key.id, name: key.name, state: accessKeyState(key, now()) },
        roles: key.roles.map((role) => words.text(`accounts.roles.${role}`)).join(words.text('accounts.people.comma')),
        until: timeView(key.expiresAt),
        ...{ madeBy: actorName(key.createdBy, words), hasMakerLeft: key.hasMakerLeft },
        lastUsed: key.lastUsedAt === null ? null : timeView(key.lastUsedAt),
        sealing: sealingView(key, organisation?.kind ?? null, actorOf(response), now(), words),
      })),
    });
  };
}

/** Whether a key seals without a second person, and what whoever looks at it can do about that. */
function sealingView(
  key: AccessKey,
  kind: OrganisationKind | null,
  actor: Actor,
  now: string,
  words: PageTools['words'],
) {
  const state = directSealingState(key);
  const isOpen =
    kind !== null &&
    mayDirectlySeal(kind) &&
    accessKeyState(key, now) === 'active' &&
    isPermitted(actor, 'grant-direct-sealing', { organisationId: key.organisationId });
  const proposer = key.directSealing?.proposedBy ?? null;
  const isOwn = proposer !== null && isSamePerson(actor, proposer);
  const step = isOpen && state === 'none' ? 'propose' : isOpen && state === 'proposed' && !isOwn ? 'approve' : null;
  const nameOf = (by: ActorRef | null | undefined) => (by == null ? '' : actorName(by, words));
  return { state, step, by: nameOf(proposer), approvedBy: nameOf(key.directSealing?.approvedBy) };
}

type KeyForm = {
  readonly form: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly days: string;
};

/** Makes a key and shows its secret, once: the same form sent again shows none. */
export function createAccessKeyPage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  const show = (
    response: Response,
    id: string,
    kind: OrganisationKind,
    form: KeyForm,
    errors: readonly FormError[],
  ): void =>
    render(response, words, 'accounts/access-key', {
      title: words.text('accounts.access-key.title'),
      path: 'access-keys/create',
      query: organisationQuery(response, id),
      ...{ form, organisationId: id, mostDays: MAX_KEY_DAYS },
      roleItems: roleItems(kind, form.roles, words.text),
      ...errorsModel(errors.map(atRoles), words),
    });
  return {
    get: async (request, response) => {
      const organisation = await organisationOfForm(tools, request, response, (id) =>
        deps.accessKeys.list(id, actorOf(response)),
      );
      if (organisation === null) return;
      const form = { form: newForm(), name: '', roles: [], days: String(USUAL_KEY_DAYS) };
      show(response, organisation.id, organisation.kind, form, []);
    },
    post: async (request, response) => {
      const id = field(request.body, 'organisation');
      const form: KeyForm = {
        form: field(request.body, 'form'),
        name: field(request.body, 'name'),
        roles: fieldList(request.body, 'roles'),
        days: field(request.body, 'days').trim(),
      };
      const wish = { organisation: id, name: form.name, roles: form.roles, days: Number(form.days) };
      const created = await deps.accessKeys.create(wish, actorOf(response), form.form);
      if (created.ok) {
        const { key, secret } = created.value;
        return render(response, words, 'accounts/access-key-made', {
          title: words.text('accounts.access-key.made.title'),
          path: 'access-keys',
          query: organisationQuery(response, id),
          ...{ name: key.name, secret, until: timeView(key.expiresAt) },
        });
      }
      const organisation = await deps.organisations.find(id);
      if (created.problem.code === 'not-permitted' || organisation === null)
        return renderRefusal(response, words, render, created.problem);
      show(response, id, organisation.kind, form, refusedForm(response, created.problem, 'name', words));
    },
  };
}

/** Asks once more before a key serves nobody any more. */
export function endAccessKeyPage({ deps, words, render }: PageTools): PageHandlers {
  return {
    get: (request, response) => {
      if (reachOf(actorOf(response), 'end-access-key') === 'none')
        return renderRefusal(response, words, render, { code: 'not-found', data: {}, fields: [] });
      render(response, words, 'accounts/confirm', {
        title: words.text('accounts.access-key.end.title'),
        lead: words.text('accounts.access-key.end.lead'),
        submit: words.text('accounts.access-key.end.submit'),
        path: `access-keys/${encodeURIComponent(String(request.params.id))}/end`,
        back: 'access-keys',
      });
    },
    post: async (request, response) => {
      const ended = await deps.accessKeys.end(String(request.params.id), actorOf(response));
      if (!ended.ok) return renderRefusal(response, words, render, ended.problem);
      const query = organisationQuery(response, ended.value.organisationId);
      leadTo(response, words, `access-keys${query}${query === '' ? '?' : '&'}done=ended`);
    },
  };
}

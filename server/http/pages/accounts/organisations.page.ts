import type { RequestHandler, Response } from 'express';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { ORGANISATION_KINDS, type Organisation } from '../../../model/access/organisation.ts';
import { actorOf } from '../../actor-of.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { timeView } from '../texts.ts';
import { field } from './account-form.ts';
import { doneOf, leadTo, type PageTools, refusedForm } from './page-tools.ts';
import { renderRefusal } from './refusal.ts';

/** Every organisation, for the operator. */
export function organisationsPage({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    const listed = await deps.organisations.list(actorOf(response));
    if (!listed.ok) return renderRefusal(response, words, render, listed.problem);
    render(response, words, 'accounts/organisations', {
      title: words.text('accounts.organisations.title'),
      path: 'organisations',
      done: doneOf(request, ['added', 'closed']),
      organisations: listed.value.map(({ id, name, kind, uscc, state, since }) => ({
        ...{ id, name, uscc, state, since: timeView(since) },
        kind: words.text(`accounts.kinds.${kind}`),
      })),
    });
  };
}

/** Kinds that are added: the operator is there. */
const ADDED = ORGANISATION_KINDS.filter((kind) => kind !== 'operator');
const FIELDS = ['kind', 'id', 'name', 'uscc', 'manufacturer'] as const;
type OrganisationForm = Readonly<Record<(typeof FIELDS)[number], string>>;

/** Adds an exporter, an authority or a registered manufacturer. */
export function addOrganisationPage({ deps, words, render }: PageTools): PageHandlers {
  const show = async (response: Response, form: OrganisationForm, errors: readonly FormError[]) => {
    const makers = await deps.organisations.manufacturersWithout(actorOf(response));
    if (!makers.ok) return renderRefusal(response, words, render, makers.problem);
    render(response, words, 'accounts/organisation', {
      title: words.text('accounts.organisation.title'),
      path: 'organisations/add',
      form,
      kindItems: ADDED.map((value) => ({
        ...{ value, text: words.text(`accounts.kinds.${value}`), checked: value === form.kind },
      })),
      manufacturers: makers.value.length,
      manufacturerItems: [
        { value: '', text: words.text('accounts.organisation.manufacturer-choose') },
        ...makers.value.map(({ id, nameZh }) => ({
          ...{ value: id, text: `${nameZh} (${id})`, selected: id === form.manufacturer },
        })),
      ],
      ...errorsModel(errors, words),
    });
  };
  return {
    get: async (_request, response) => {
      await show(response, { kind: '', id: '', name: '', uscc: '', manufacturer: '' }, []);
    },
    post: async (request, response) => {
      const form = Object.fromEntries(
        FIELDS.map((name) => [name, field(request.body, name).trim()]),
      ) as OrganisationForm;
      const added = await deps.organisations.add(wishOf(form), actorOf(response));
      if (added.ok || (await isThere(deps, form, actorOf(response))))
        return leadTo(response, words, 'organisations?done=added');
      const { problem } = added;
      if (problem.code === 'not-permitted') return renderRefusal(response, words, render, problem);
      const at = problem.code === 'manufacturer-unknown' ? 'manufacturer' : 'id';
      const errors = refusedForm(response, { ...problem, fields: problem.fields.map(atKind) }, at, words);
      await show(response, form, errors);
    },
  };
}

/** What is wrong with none of the fields is wrong with the kind, which decides about them. */
function atKind(problem: FieldProblem): FieldProblem {
  return problem.pointer === '' ? { ...problem, pointer: '/kind' } : problem;
}

/** The fields that an organisation of this kind has; the others of the form do not count. */
function wishOf({ kind, id, name, uscc, manufacturer }: OrganisationForm) {
  if (kind === 'manufacturer') return { kind, id, manufacturer };
  return kind === 'exporter' ? { kind, id, name, uscc } : { kind, id, name };
}

/** Sent twice: the very same organisation is there already. */
async function isThere(
  deps: PageTools['deps'],
  form: OrganisationForm,
  actor: Parameters<PageTools['deps']['organisations']['list']>[0],
): Promise<boolean> {
  const listed = await deps.organisations.list(actor);
  const same = (one: Organisation) =>
    one.id === form.id &&
    one.kind === form.kind &&
    one.state === 'active' &&
    (form.kind === 'manufacturer' ? one.manufacturerId === form.manufacturer : one.name === form.name);
  return listed.ok && listed.value.some(same);
}

/** Asks once more before nobody acts for an organisation any more. */
export function closeOrganisationPage({ deps, words, render }: PageTools): PageHandlers {
  return {
    get: async (request, response) => {
      const listed = await deps.organisations.list(actorOf(response));
      if (!listed.ok) return renderRefusal(response, words, render, listed.problem);
      const organisation = listed.value.find(({ id }) => id === request.params.id);
      if (organisation === undefined)
        return renderRefusal(response, words, render, { code: 'not-found', data: {}, fields: [] });
      render(response, words, 'accounts/confirm', {
        title: words.text('accounts.organisation.close.title', { name: organisation.name }),
        lead: words.text('accounts.organisation.close.lead'),
        submit: words.text('accounts.organisation.close.submit'),
        path: `organisations/${organisation.id}/close`,
        back: 'organisations',
      });
    },
    post: async (request, response) => {
      const closed = await deps.organisations.close(String(request.params.id), actorOf(response));
      if (!closed.ok) return renderRefusal(response, words, render, closed.problem);
      leadTo(response, words, 'organisations?done=closed');
    },
  };
}

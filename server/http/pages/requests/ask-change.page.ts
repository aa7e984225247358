import type { Request, RequestHandler, Response } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { reachOf } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { requestsPath, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';

const FIELDS = ['form', 'kind', 'number', 'reason'] as const;
type Form = Readonly<Record<(typeof FIELDS)[number], string>>;

/** Asks what is to become of a confirmation that was issued, and why. */
export function askChangeForm(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return (request, response) => {
    if (reachOf(actorOf(response), 'make-request') === 'none')
      return renderErrorPage(response, words, render, 'not-permitted');
    const form = { ...read(request.query), form: deps.newForm(), reason: '' };
    renderForm(response, words, render, form, []);
  };
}

/** Asks for the replacement, which is a draft, or for the withdrawal, which the manufacturer sees at once. */
export function askChangePage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const form = read(request.body);
    const asked = await deps.requests.askChange(form, actorOf(response));
    if (asked.ok) {
      const { id, state } = asked.value;
      const place = state === 'draft' ? `${id}/vehicles` : `${id}?done=submitted`;
      return response.redirect(303, `${requestsPath(words)}/${place}`);
    }
    if (asked.problem.code === 'not-permitted') return renderErrorPage(response, words, render, 'not-permitted');
    setStatus(response, asked.problem.code);
    renderForm(response, words, render, form, problemErrors(asked.problem, 'number', words));
  };
}

function read(source: Request['query'] | unknown): Form {
  return Object.fromEntries(FIELDS.map((name) => [name, textOf(source, name, 400).trim()])) as Form;
}

function renderForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  form: Form,
  errors: readonly FormError[],
): void {
  render(response, words, 'requests/ask-change', {
    title: words.text('requests.ask-change.title'),
    path: 'requests/ask-change',
    form,
    ...errorsModel(errors, words),
  });
}

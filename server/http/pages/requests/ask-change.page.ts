import type { Request, RequestHandler, Response } from 'express';
import type { RegisteredLine } from '#core/confirmation/confirmation.ts';
import type { Words } from '../../../i18n/words.ts';
import { reachOf } from '../../../model/access/permissions.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import { problemErrors } from '../accounts/account-form.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import { isShownAgain } from '../kept-form.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { vinGroups } from '../texts.ts';
import { requestsPath, textOf, textsOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { destinationText } from './request-view.ts';

const FIELDS = ['form', 'kind', 'number', 'reason'] as const;
type Form = Readonly<Record<(typeof FIELDS)[number], string>> & { readonly vins: readonly string[] };

/** Asks what is to become of a confirmation that was issued, and why. */
export function askChangeForm(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    if (reachOf(actorOf(response), 'make-request') === 'none')
      return renderErrorPage(response, words, render, 'not-permitted');
    const vins = await vinsOfLine(deps, request.query, response);
    const form = { ...read(request.query), form: deps.newForm(), reason: '', vins };
    renderForm(response, words, render, form, await inForce(deps, form.number, response), []);
  };
}

/**
 * Asks for the replacement, which is a draft; or, after asking once more, for the withdrawal of the vehicles that were ticked,
 * which the manufacturer sees at once.
 */
export function askChangePage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const form = read(request.body);
    const lines = await inForce(deps, form.number, response);
    if (isShownAgain(request.body)) return renderForm(response, words, render, form, lines, []);
    const isWithdrawal = form.kind === 'withdrawal' && form.reason !== '' && lines.length > 0;
    if (isWithdrawal && (form.vins.length === 0 || textOf(request.body, 'confirmed', 5) === ''))
      return askAgain(response, words, render, form, lines);
    const asked = await deps.requests.askChange(form, actorOf(response));
    if (asked.ok) {
      const { id, state } = asked.value;
      const place = state === 'draft' ? `${id}/vehicles` : `${id}?done=submitted`;
      return response.redirect(303, `${requestsPath(words)}/${place}`);
    }
    if (asked.problem.code === 'not-permitted') return renderErrorPage(response, words, render, 'not-permitted');
    setStatus(response, asked.problem.code);
    renderForm(response, words, render, form, lines, problemErrors(asked.problem, 'number', words));
  };
}

function read(source: Request['query'] | unknown): Form {
  const texts = FIELDS.map((name) => [name, textOf(source, name, 400).trim()]);
  return { ...Object.fromEntries(texts), vins: textsOf(source, 'vins') };
}

/** The vehicle of the request from which somebody comes: an address names its line, never its VIN. */
async function vinsOfLine(deps: RequestPages, query: Request['query'], response: Response): Promise<readonly string[]> {
  const [of, line] = [textOf(query, 'of', 40), textOf(query, 'line', 10)];
  const found = of === '' ? null : await deps.requests.find(of, actorOf(response));
  if (found?.ok !== true) return [];
  return found.value.lines.filter((one) => String(one.line) === line).map(({ vehicle }) => vehicle.vin);
}

/** The vehicles of a confirmation that it is in force for; none where the actor may not read it. */
async function inForce(deps: RequestPages, number: string, response: Response): Promise<readonly RegisteredLine[]> {
  const found = number === '' ? null : await deps.confirmations.find(number, actorOf(response));
  return found?.ok === true ? found.value.lines.filter(({ standing }) => standing.status === 'live') : [];
}

/** The manufacturer acts on it: which vehicles are meant is shown once more. The only one needs no tick. */
function askAgain(
  response: Response,
  words: Words,
  render: PageRenderer,
  form: Form,
  lines: readonly RegisteredLine[],
): void {
  const meant = lines.length === 1 ? lines : lines.filter(({ vin }) => form.vins.includes(vin));
  if (meant.length === 0) {
    setStatus(response, 'request-not-valid');
    const error = { field: 'vins', text: words.text('requests.request.no-lines') };
    renderForm(response, words, render, form, lines, [error]);
    return;
  }
  render(response, words, 'requests/ask-withdrawal', {
    title: words.text('requests.ask-change.again'),
    path: 'requests/ask-change',
    form,
    count: lines.length,
    lines: meant.map((line) => vehicleView(line, words)),
  });
}

function vehicleView({ vin, brand, model, destination }: RegisteredLine, words: Words) {
  return {
    vin,
    vinGroups: vinGroups(vin),
    what: `${brand} ${model}`,
    destination: destinationText(destination, words),
  };
}

function renderForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  form: Form,
  lines: readonly RegisteredLine[],
  errors: readonly FormError[],
): void {
  render(response, words, 'requests/ask-change', {
    title: words.text('requests.ask-change.title'),
    path: 'requests/ask-change',
    typedForm: { form: 'change', to: 'requests/ask-change' },
    form,
    lines: lines.map((line) => ({ ...vehicleView(line, words), ticked: form.vins.includes(line.vin) })),
    ...errorsModel(errors, words),
  });
}

import type { RequestHandler, Response } from 'express';
import {
  type RegisteredConfirmation,
  type RegisteredLine,
  WITHDRAWAL_REASONS,
} from '#core/confirmation/confirmation.ts';
import type { Words } from '../../../i18n/words.ts';
import { isPermitted } from '../../../model/access/permissions.ts';
import { isUndecided } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { renderErrorPage } from '../error.page.ts';
import { segmentOf } from '../languages.ts';
import { addressQuery } from '../page-query.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { timeView, vinGroups } from '../texts.ts';
import { refusedPage, requestsPath, textOf, textsOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { destinationText } from './request-view.ts';

type Typed = { readonly vins: readonly string[]; readonly reason: string };

/** How the vehicles of a confirmation stand, and a form to withdraw some of them or all. */
export function withdrawForm(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await withdrawable(deps, String(request.params.number), response, words, render);
    if (found === null) return;
    const done = textOf(request.query, 'done', 5) !== '';
    const asked = await askedFor(deps, found, response, words);
    // Who comes from a request finds its vehicles ticked.
    const from = await requestOf(deps, textOf(request.query, 'request', 40), response);
    const vins = asked.filter(({ id }) => id === from?.id).flatMap((one) => one.vins);
    renderForm(response, words, render, found, { typed: { vins, reason: '' }, errors: [], done, asked, from });
  };
}

/** Asks once more, since nothing undoes it; then withdraws what was ticked. */
export function withdrawPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await withdrawable(deps, String(request.params.number), response, words, render);
    if (found === null) return;
    const known = new Set(found.lines.map(({ vin }) => vin));
    const vins = textsOf(request.body, 'vins').filter((vin) => known.has(vin));
    const typed = { vins, reason: textOf(request.body, 'reason', 40) };
    const errors = errorsOf(typed, words);
    const from = await requestOf(deps, textOf(request.body, 'request', 40), response);
    if (errors.length > 0) {
      setStatus(response, 'request-not-valid');
      const asked = await askedFor(deps, found, response, words);
      return renderForm(response, words, render, found, { typed, errors, done: false, asked, from });
    }
    if (textOf(request.body, 'confirmed', 5) === '')
      return renderAgain(response, words, render, found, typed, await askedFor(deps, found, response, words), from);
    const done = await deps.confirmations.withdraw(found.number, typed, actorOf(response));
    // A form that is sent twice finds nothing left, which is what it asked for.
    if (!done.ok && done.problem.code !== 'already-withdrawn')
      return refusedPage(response, words, render, done.problem);
    response.redirect(
      303,
      `/${segmentOf(words.locale)}/confirmations/${found.number}/withdraw${addressQuery({ done: '1', request: from?.id ?? '' })}`,
    );
  };
}

/** The confirmation, where the actor may withdraw it; else the page that says that there is none. */
async function withdrawable(
  deps: RequestPages,
  number: string,
  response: Response,
  words: Words,
  render: PageRenderer,
): Promise<RegisteredConfirmation | null> {
  const found = await deps.confirmations.find(number, actorOf(response));
  if (!found.ok) {
    refusedPage(response, words, render, found.problem);
    return null;
  }
  const { manufacturerId } = found.value;
  if (isPermitted(actorOf(response), 'withdraw-confirmation', { manufacturerId })) return found.value;
  renderErrorPage(response, words, render, 'not-permitted');
  return null;
}

/** The request from which somebody comes, to lead back to it; null for none that they may read. */
type From = { readonly id: string; readonly reference: string };

async function requestOf(deps: RequestPages, id: string, response: Response): Promise<From | null> {
  const found = id === '' ? null : await deps.requests.find(id, actorOf(response));
  return found?.ok === true ? { id: found.value.id, reference: found.value.reference } : null;
}

type Asked = {
  readonly id: string;
  readonly reference: string;
  readonly reason: string;
  readonly href: string;
  readonly vins: readonly string[];
};

/** The requests for its withdrawal that wait: VINs of one confirmation often differ in their last character alone. */
async function askedFor(
  deps: RequestPages,
  { number }: RegisteredConfirmation,
  response: Response,
  words: Words,
): Promise<readonly Asked[]> {
  const question = { state: 'submitted', kind: 'withdrawal', text: number };
  const found = await deps.requests.list(question, actorOf(response));
  if (!found.ok) return [];
  return found.value.items.map(({ id, reference, concerns, lines }) => ({
    ...{ id, reference, reason: concerns?.reason ?? '', href: `${requestsPath(words)}/${id}` },
    vins: lines.filter(isUndecided).map(({ vehicle }) => vehicle.vin),
  }));
}

function errorsOf({ vins, reason }: Typed, words: Words): readonly FormError[] {
  return [
    ...(vins.length === 0 ? [{ field: 'vins', text: words.text('requests.withdraw.no-vehicles') }] : []),
    ...(isReason(reason) ? [] : [{ field: 'reason', text: words.text('requests.withdraw.no-reason') }]),
  ];
}

function isReason(text: string): boolean {
  return WITHDRAWAL_REASONS.some((reason) => reason === text);
}

type Shown = {
  readonly typed: Typed;
  readonly errors: readonly FormError[];
  readonly done: boolean;
  readonly asked: readonly Asked[];
  readonly from: From | null;
};

function renderForm(
  response: Response,
  words: Words,
  render: PageRenderer,
  confirmation: RegisteredConfirmation,
  { typed, errors, done, asked, from }: Shown,
): void {
  const ticked = new Set(typed.vins);
  render(response, words, 'requests/withdraw', {
    ...head(confirmation, words),
    lines: confirmation.lines.map((line) => ({ ...lineView(line, asked, words), ticked: ticked.has(line.vin) })),
    hasLive: confirmation.lines.some(({ standing }) => standing.status === 'live'),
    reasons: WITHDRAWAL_REASONS.map((value) => ({
      ...{ value, checked: value === typed.reason },
      text: words.text(`pages.reasons.${value}`),
    })),
    ...{ done, again: false, from },
    ...errorsModel(errors, words),
  });
}

function renderAgain(
  response: Response,
  words: Words,
  render: PageRenderer,
  confirmation: RegisteredConfirmation,
  { vins, reason }: Typed,
  asked: readonly Asked[],
  from: From | null,
): void {
  const ticked = new Set(vins);
  render(response, words, 'requests/withdraw', {
    ...head(confirmation, words),
    lines: confirmation.lines.filter(({ vin }) => ticked.has(vin)).map((line) => lineView(line, asked, words)),
    ...{ reason, reasonText: words.text(`pages.reasons.${reason}`), done: false, again: true, from },
    ...errorsModel([], words),
  });
}

function head({ number, content, lines }: RegisteredConfirmation, words: Words) {
  return {
    title: words.text('requests.withdraw.title', { number }),
    path: `confirmations/${number}/withdraw`,
    ...{ number, exporter: content.exporter.name, count: lines.length },
    issuedAt: timeView(content.issuedAt).beijing,
  };
}

function lineView({ vin, brand, model, destination, standing }: RegisteredLine, asked: readonly Asked[], words: Words) {
  return {
    ...{ vin, vinGroups: vinGroups(vin), what: `${brand} ${model}`, isLive: standing.status === 'live' },
    asked: standing.status === 'live' ? asked.filter(({ vins }) => vins.includes(vin)) : [],
    destination: destinationText(destination, words),
    status: words.text(`pages.status.${standing.status}`),
    state: standing.status,
    at: standing.status === 'live' ? null : timeView(standing.at).beijing,
    reason: standing.status === 'withdrawn' ? words.text(`pages.reasons.${standing.reason}`) : null,
  };
}

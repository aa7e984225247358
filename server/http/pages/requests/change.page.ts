import type { RequestHandler } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { isUndecided, type VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { makerNames } from '../maker-names.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { renderRequest } from './request.page.ts';
import { refusedPage, requestsPath, targetOf, textOf, textsOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { requestHead } from './request-view.ts';

const DECISIONS = ['ask-back', 'refuse', 'reopen', 'set-outlets', 'close'] as const;
type Decision = (typeof DECISIONS)[number];

/** Decides on a request, or on the lines that were ticked; without any that is an error beside them. */
export function decidePage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const target = targetOf(request, response);
    const found = await deps.requests.find(target.id, target.actor);
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    const decision = DECISIONS.find((known) => known === textOf(request.body, 'decision', 20)) ?? 'ask-back';
    const done = await deps.requests.decide(target, decisionOf(decision, request.body, found.value));
    if (done.ok) return response.redirect(303, `${requestsPath(words)}/${target.id}?done=${decision}`);
    if (done.problem.code !== 'request-not-valid') return refusedPage(response, words, render, done.problem);
    setStatus(response, done.problem.code);
    const errors = errorsOf(done.problem, decision, words);
    const typed = Object.fromEntries(
      ['question', 'reason', 'outlets', 'closing'].map((name) => [name, textOf(request.body, name)]),
    );
    await renderRequest(deps, request, response, words, render, { request: found.value, errors, typed });
  };
}

function decisionOf(decision: Decision, body: unknown, request: VehicleRequest): object {
  if (decision === 'ask-back') return { decision, question: textOf(body, 'question') };
  if (decision === 'close') return { decision, reason: textOf(body, 'closing') };
  const lines = linesOf(body, decision, request);
  if (decision === 'refuse') return { decision, lines, reason: textOf(body, 'reason') };
  if (decision === 'reopen') return { decision, lines };
  return {
    decision,
    lines,
    outlets: textOf(body, 'outlets')
      .split(/[\s,;、，；]+/)
      .filter((id) => id !== ''),
  };
}

/** Those ticked, or all that it can be done to. */
function linesOf(body: unknown, decision: Decision, request: VehicleRequest): readonly number[] {
  if (textOf(body, 'all', 5) === '') return textsOf(body, 'lines').map(Number).filter(Number.isSafeInteger);
  const isMeant =
    decision === 'reopen' ? ({ state }: { state: string }) => state === 'refused' || state === 'failed' : isUndecided;
  return request.lines.filter(isMeant).map(({ line }) => line);
}

function errorsOf({ fields }: Problem, decision: Decision, words: Words): readonly FormError[] {
  return fields.slice(0, 10).map(({ pointer, code, data }) => {
    const isText = ['/question', '/reason'].includes(pointer);
    const field = isText ? (decision === 'close' ? 'closing' : pointer.slice(1)) : 'lines';
    const isNone = field === 'lines' && (code === 'too-short' || code === 'required');
    return {
      field,
      text: isNone ? words.text('requests.request.no-lines') : words.text(`errors.${code}.sentence`, data),
    };
  });
}

/** Asks once more before a request is taken back. */
export function cancelForm(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await deps.requests.find(String(request.params.id), actorOf(response));
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    render(response, words, 'requests/cancel', {
      title: words.text('requests.cancel.title', { reference: found.value.reference }),
      path: `requests/${found.value.id}/cancel`,
      request: requestHead(found.value, await makerNames(deps), words),
    });
  };
}

export function cancelPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const target = targetOf(request, response);
    const reason = textOf(request.body, 'reason', 300).trim();
    const done = await deps.requests.cancel(target, reason === '' ? {} : { reason });
    if (!done.ok) return refusedPage(response, words, render, done.problem);
    response.redirect(303, `${requestsPath(words)}/${target.id}?done=cancelled`);
  };
}

import type { RequestHandler } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import type { Words } from '../../../i18n/words.ts';
import { isUndecided, type VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { fieldSentence } from '../field-words.ts';
import { makerNames } from '../maker-names.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { renderRequest } from './request.page.ts';
import { pageOf, refusedPage, requestsPath, targetOf, textOf, textsOf } from './request-form.ts';
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
    const typed = Object.fromEntries(
      ['question', 'reason', 'outlets', 'closing'].map((name) => [name, textOf(request.body, name)]),
    );
    const again = (errors: readonly FormError[]) => {
      setStatus(response, 'request-not-valid');
      const ticks = { ticked: textsOf(request.body, 'lines'), all: textOf(request.body, 'all', 5) !== '' };
      return renderRequest(deps, request, response, words, render, { request: found.value, errors, typed, ...ticks });
    };
    const decision = pressed(request.body);
    if (decision === null) return again([{ field: 'reason', text: words.text('requests.decide.choose') }]);
    const done = await deps.requests.decide(target, decisionOf(decision, request.body, found.value));
    const page = pageOf(request) > 1 ? `&page=${pageOf(request)}` : '';
    if (done.ok) return response.redirect(303, `${requestsPath(words)}/${target.id}?done=${decision}${page}`);
    if (done.problem.code !== 'request-not-valid') return refusedPage(response, words, render, done.problem);
    await again(errorsOf(done.problem, decision, words));
  };
}

/** Which button was pressed. For the Enter key the field that was filled in says it; null where that does not tell. */
function pressed(body: unknown): Decision | null {
  const name = textOf(body, 'decision', 20);
  if (name !== 'typed') return DECISIONS.find((known) => known === name) ?? 'ask-back';
  const [reason, outlets] = [textOf(body, 'reason').trim() !== '', textOf(body, 'outlets').trim() !== ''];
  if (reason === outlets) return null;
  return reason ? 'refuse' : 'set-outlets';
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
  return fields
    .slice(0, 10)
    .map((problem) => ({ field: fieldOf(problem.pointer, decision), text: fieldSentence(problem, words) }));
}

/** Where on the page a problem is told. */
function fieldOf(pointer: string, decision: Decision): string {
  if (pointer === '/question') return 'question';
  if (pointer === '/reason') return decision === 'close' ? 'closing' : 'reason';
  return pointer.startsWith('/outlets') ? 'outlets' : 'lines';
}

/** Asks once more before a request is taken back. */
export function cancelForm(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await deps.requests.find(String(request.params.id), actorOf(response));
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    render(response, words, 'requests/cancel', {
      title: words.text('requests.cancel.title', { reference: found.value.reference }),
      path: `requests/${found.value.id}/cancel`,
      request: requestHead(found.value, await makerNames(deps, words), words),
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

import type { Request, RequestHandler, Response } from 'express';
import { lineIndex } from '../../../app/requests/examine-request.ts';
import type { Words } from '../../../i18n/words.ts';
import { isUndecided, type VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { makerNames } from '../maker-names.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { pageOf, refusedPage, requestsPath, targetOf, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { attachmentViews, lineView, needCounts, paging, requestHead } from './request-view.ts';

const LINES_OF_PAGE = 100;

/** Shows everything once more before it is submitted: the 180-day answer of each vehicle, and what is still wrong. */
export function checkAnswersPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const found = await deps.requests.find(String(request.params.id), actorOf(response));
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    const { value } = found;
    if (value.state !== 'draft' && value.state !== 'asked-back')
      return response.redirect(303, `${requestsPath(words)}/${value.id}`);
    await renderCheck(deps, request, response, words, render, { request: value, answer: '', answerErrors: [] });
  };
}

/** Submits it, or says what keeps it from being submitted. */
export function submitPage(deps: RequestPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    const target = targetOf(request, response);
    const answer = textOf(request.body, 'answer').trim();
    const done = await deps.requests.submit(target, answer === '' ? {} : { answer });
    if (done.ok) return response.redirect(303, `${requestsPath(words)}/${target.id}?done=submitted`);
    if (done.problem.code !== 'request-not-valid') return refusedPage(response, words, render, done.problem);
    const found = await deps.requests.find(target.id, target.actor);
    if (!found.ok) return refusedPage(response, words, render, found.problem);
    setStatus(response, done.problem.code);
    const ofAnswer = done.problem.fields.filter(({ pointer }) => pointer === '/answer');
    const answerErrors = ofAnswer.map(({ code, data }) => ({
      field: 'answer',
      text: words.text(`errors.${code}.sentence`, data),
    }));
    await renderCheck(deps, request, response, words, render, { request: found.value, answer, answerErrors });
  };
}

type Shown = { readonly request: VehicleRequest; readonly answer: string; readonly answerErrors: readonly FormError[] };

async function renderCheck(
  deps: RequestPages,
  httpRequest: Request,
  response: Response,
  words: Words,
  render: PageRenderer,
  { request, answer, answerErrors }: Shown,
): Promise<void> {
  const lines = request.lines.filter(isUndecided);
  const none = { problems: [], warnings: [], accepted: [] };
  const found = lines.length === 0 ? none : await deps.requests.examine(request, lines);
  const faulty = new Set([...found.problems, ...found.warnings].map((problem) => lineIndex(problem)));
  const pages = Math.max(1, Math.ceil(lines.length / LINES_OF_PAGE));
  const page = Math.min(pageOf(httpRequest), pages);
  const address = `${requestsPath(words)}/${request.id}/check`;
  const isEmpty = lines.length === 0 && request.state === 'draft';
  const problem = { field: 'problems', text: words.text('requests.check.faulty', { count: faulty.size }) };
  render(response, words, 'requests/check', {
    title: words.text('requests.check.title'),
    path: `requests/${request.id}/check`,
    request: requestHead(request, await makerNames(deps), words),
    lines: lines.slice((page - 1) * LINES_OF_PAGE, page * LINES_OF_PAGE).map((line) => lineView(line, request, words)),
    lineCount: lines.length,
    needs: needCounts({ ...request, lines }),
    attachments: attachmentViews(request, words),
    faultyCount: faulty.size,
    isEmpty,
    isReady: faulty.size === 0 && !isEmpty,
    isAnswer: request.state === 'asked-back',
    question: request.events.findLast(({ kind }) => kind === 'asked-back')?.text ?? null,
    answer,
    paging: paging(page, pages, (to) => `${address}?page=${to}`),
    ...errorsModel([...(faulty.size > 0 ? [problem] : []), ...answerErrors], words),
  });
}

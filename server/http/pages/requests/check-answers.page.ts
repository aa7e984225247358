import type { Request, RequestHandler, Response } from 'express';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { lineIndex } from '../../../app/requests/examine-request.ts';
import type { Words } from '../../../i18n/words.ts';
import { isUndecided, type VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import { actorOf } from '../../actor-of.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { fieldSentence } from '../field-words.ts';
import { makerNames } from '../maker-names.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { pageOf, refusedPage, requestsPath, targetOf, textOf } from './request-form.ts';
import type { RequestPages } from './request-pages.ts';
import { attachmentViews, lineView, needCounts, paging, requestHead } from './request-view.ts';
import { VEHICLE_FIELDS } from './vehicle-form.ts';

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
    const answerErrors = ofAnswer.map((problem) => ({ field: 'answer', text: fieldSentence(problem, words) }));
    await renderCheck(deps, request, response, words, render, { request: found.value, answer, answerErrors });
  };
}

/** What is to be mended, by the place of the vehicle. */
function faultTexts(problems: readonly FieldProblem[], words: Words): ReadonlyMap<number | null, readonly string[]> {
  const texts = new Map<number | null, readonly string[]>();
  for (const problem of problems) {
    const at = lineIndex(problem);
    const sentence = fieldSentence(problem, words);
    const field = VEHICLE_FIELDS.find((known) => known === problem.pointer.split('/')[3]);
    const title = field === undefined ? null : words.text(`requests.fields.${field}`);
    const text = title === null ? sentence : words.text('requests.vehicles.titled', { title, problem: sentence });
    texts.set(at, [...(texts.get(at) ?? []), text]);
  }
  return texts;
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
  const faults = faultTexts([...found.problems, ...found.warnings], words);
  const pages = Math.max(1, Math.ceil(lines.length / LINES_OF_PAGE));
  const page = Math.min(pageOf(httpRequest), pages);
  const address = `${requestsPath(words)}/${request.id}/check`;
  const isEmpty = lines.length === 0 && request.state === 'draft';
  const isAnswer = request.state === 'asked-back';
  const problem = { field: 'problems', text: words.text('requests.check.faulty', { count: faulty.size }) };
  render(response, words, 'requests/check', {
    title: words.text('requests.check.title'),
    path: `requests/${request.id}/check`,
    request: requestHead(request, await makerNames(deps, words), words),
    lines: lines
      .map((line, index) => ({ line, faults: faults.get(index) ?? [] }))
      .slice((page - 1) * LINES_OF_PAGE, page * LINES_OF_PAGE)
      .map((one) => ({ ...lineView(one.line, request, words), faults: one.faults })),
    lineCount: lines.length,
    needs: needCounts({ ...request, lines }),
    attachments: attachmentViews(request, words),
    faultyCount: faulty.size,
    isEmpty,
    ...{ isAnswer, isReady: isAnswer || (faulty.size === 0 && !isEmpty) },
    question: request.events.findLast(({ kind }) => kind === 'asked-back')?.text ?? null,
    answer,
    paging: paging(page, pages, (to) => `${address}?page=${to}`),
    ...errorsModel([...(faulty.size > 0 && !isAnswer ? [problem] : []), ...answerErrors], words),
  });
}

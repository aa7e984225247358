import type { RequestHandler, Response } from 'express';
import type { ReopenedResult } from '../../../app/verification/reopen-result.ts';
import type { Words } from '../../../i18n/words.ts';
import type { CheckedFile, KeptResult } from '../../../model/verification/kept-result.ts';
import { RESULT_FORMAT } from '../../../model/verification/kept-result.ts';
import { setStatus } from '../../problem.ts';
import { renderErrorPage } from '../error.page.ts';
import { segmentOf } from '../languages.ts';
import { keepForOffice } from '../officers/keep-for-office.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { PagesDependencies } from '../pages-dependencies.ts';
import { type FormError, formErrors, questionOf, readCheckForm } from './check-form.ts';
import { resultCsv } from './result-csv.ts';
import { type ResultSurroundings, resultView, type ShownResult } from './result-view.ts';

type ResultDependencies = Pick<PagesDependencies, 'results' | 'publicUrl' | 'clock' | 'log' | 'officers'>;

/** What was checked, and what was asked, normalised. */
export type Checked = { readonly files: readonly CheckedFile[]; readonly question: KeptResult['question'] };

/** Answers a check: leads to the address of its result, or shows it at once where it is not kept. */
export async function answerCheck(
  deps: ResultDependencies,
  response: Response,
  words: Words,
  render: PageRenderer,
  { files, question }: Checked,
  number: string,
): Promise<void> {
  const result: KeptResult = { format: RESULT_FORMAT, checkedAt: deps.clock.now(), question, files };
  const id = await keepIfPossible(deps, result);
  await keepForOffice(deps, response, async () => result, id);
  hideFromOthers(response);
  if (id !== null) return response.redirect(303, `/${segmentOf(words.locale)}/results/${id}`);
  renderResult(deps, response, words, render, { ...result, kept: null }, { number });
}

/** A check is answered whether or not its result can be kept. */
async function keepIfPossible(
  { results, log }: Pick<PagesDependencies, 'results' | 'log'>,
  result: KeptResult,
): Promise<string | null> {
  try {
    return await results.keep(result);
  } catch (err) {
    log.error({ err }, 'the result of a check could not be kept');
    return null;
  }
}

/** Shows a kept result, with what the registry says now. */
export function resultPage(
  deps: ResultDependencies,
  words: Words,
  render: PageRenderer,
): RequestHandler<{ id: string }> {
  return withResult(deps, words, render, (result, response) =>
    renderResult(deps, response, words, render, shownResult(result)),
  );
}

/** Compares another vehicle with the documents of a kept result, and leads to what comes out. */
export function anotherVehiclePage(
  deps: ResultDependencies,
  words: Words,
  render: PageRenderer,
): RequestHandler<{ id: string }> {
  return async (request, response) => {
    hideFromOthers(response);
    const { id } = request.params;
    const question = questionOf(readCheckForm(request.body));
    const compared = await deps.results.compareAnother(id, { ...question, vin: question.vin ?? '' });
    if (compared.ok) {
      await keepForOffice(deps, response, () => deps.results.reopen(compared.value), compared.value);
      return response.redirect(303, `/${segmentOf(words.locale)}/results/${compared.value}`);
    }
    const { code, fields } = compared.problem;
    const result = code === 'request-not-valid' ? await deps.results.reopen(id) : null;
    if (result === null) return renderErrorPage(response, words, render, code);
    setStatus(response, code);
    const errors: readonly FormError[] = formErrors(fields, words);
    renderResult(deps, response, words, render, shownResult(result), { vehicleForm: question, errors });
  };
}

/** The files of a kept result as a table for a spreadsheet. */
export function resultDownload(
  deps: ResultDependencies,
  words: Words,
  render: PageRenderer,
): RequestHandler<{ id: string }> {
  return withResult(deps, words, render, (result, response) => {
    response.attachment(`vinseal-${result.reference}.csv`).type('text/csv').send(resultCsv(result, words));
  });
}

/** Opens the kept result of an address again and answers with it; an error page where there is none. */
function withResult(
  deps: ResultDependencies,
  words: Words,
  render: PageRenderer,
  answer: (result: ReopenedResult, response: Response) => void,
): RequestHandler<{ id: string }> {
  return async (request, response) => {
    hideFromOthers(response);
    const result = await deps.results.reopen(request.params.id);
    if (result === null) return renderErrorPage(response, words, render, 'result-not-found');
    answer(result, response);
  };
}

function shownResult({ id, reference, keptUntil, askedAt, ...result }: ReopenedResult): ShownResult {
  return { ...result, kept: { id, reference, keptUntil, askedAt } };
}

function renderResult(
  deps: Pick<PagesDependencies, 'publicUrl'>,
  response: Response,
  words: Words,
  render: PageRenderer,
  result: ShownResult,
  surroundings: Partial<ResultSurroundings> = {},
): void {
  const view = resultView(result, words, { number: '', publicUrl: deps.publicUrl, ...surroundings });
  const { errors = [] } = surroundings;
  render(response, words, 'result', {
    ...view,
    errorList: errors.map(({ field, text }) => ({ text, href: `#${field}` })),
  });
}

/** Whoever knows the address can read the result: no other site is told it, no index and no cache keeps it. */
function hideFromOthers(response: Response): void {
  response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow' });
}

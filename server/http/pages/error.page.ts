import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { ProblemCode, WordData } from '#core/confirmation/errors.ts';
import type { Words } from '../../i18n/words.ts';
import { ClientLeft } from '../middleware/client-signal.ts';
import { faultProblem, isForLog } from '../middleware/fault-problem.ts';
import { RequestRefused } from '../middleware/request-refused.ts';
import { PROBLEM_STATUS, setStatus } from '../problem.ts';
import { formOf, refuseUpload } from './check/refuse-upload.ts';
import type { PageRenderer } from './page-renderer.ts';
import type { PagesDependencies } from './pages-dependencies.ts';

/** The page of an address that is none. */
export function notFoundPage(wordsOf: WordsOf, render: PageRenderer): RequestHandler {
  return (request, response) => renderErrorPage(response, wordsOf(request), render, 'not-found');
}

type WordsOf = (request: Parameters<RequestHandler>[0]) => Words;

/** What is wrong with no form, so that there is none to show again. */
const IS_NO_FORM: ReadonlySet<ProblemCode> = new Set([
  'too-many-requests',
  'address-not-valid',
  'request-forged',
  'store-set-back',
  'restore-not-confirmed',
]);

/** The end of the pages: a refused upload shows its form again; anything thrown shows a page with the request's id. */
export function faultPage(
  deps: Pick<PagesDependencies, 'log'>,
  wordsOf: WordsOf,
  render: PageRenderer,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof ClientLeft) return;
    const words = wordsOf(request);
    if (error instanceof RequestRefused && !IS_NO_FORM.has(error.code)) {
      const problem = { code: error.code, data: error.data, fields: [] };
      return refuseUpload(response, words, render, formOf(request), problem);
    }
    const code = codeOf(error);
    if (isForLog(code, PROBLEM_STATUS[code]))
      deps.log.error({ err: error, code, id: requestIdOf(response) }, 'page failed');
    renderErrorPage(response, words, render, code, error instanceof RequestRefused ? error.data : {});
  };
}

/** An upload that is refused before a page sees it, and that the form for checking a document did not send. */
export function refusedUpload(words: Words, render: PageRenderer): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent || !(error instanceof RequestRefused)) return next(error);
    renderErrorPage(response, words, render, error.code, error.data);
  };
}

/** What went wrong, what to do next, the page to go on from, and the id under which it is in the log. */
export function renderErrorPage(
  response: Response,
  words: Words,
  render: PageRenderer,
  code: ProblemCode,
  data: WordData = {},
  back?: { readonly href: string; readonly text: string },
): void {
  response.set('Cache-Control', 'no-store');
  render(response, words, 'error', { ...errorModel(response, words, code, data), back });
}

/** What the page of an error shows; sets the status. */
export function errorModel(response: Response, words: Words, code: ProblemCode, data: WordData) {
  setStatus(response, code);
  return {
    title: words.text(`errors.${code}.sentence`, data),
    path: '',
    remedy: words.text(`errors.${code}.remedy`, data),
    status: PROBLEM_STATUS[code],
    requestId: requestIdOf(response),
  };
}

function requestIdOf(response: Response): string {
  return String(response.locals.requestId ?? '');
}

/** A fault that is known, or a form that Express refused to read. */
function codeOf(error: unknown): ProblemCode {
  const { code } = faultProblem(error);
  if (code !== 'internal-error') return code;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status === 404) return 'not-found';
  return status >= 400 && status < 500 ? 'upload-broken' : 'internal-error';
}

import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Problem, ProblemCode } from '#core/confirmation/errors.ts';
import { refuse } from '#core/confirmation/errors.ts';
import { JournalFault } from '../../ports/journal.ts';
import { sendProblem } from '../problem.ts';
import { ClientLeft } from './client-signal.ts';
import { requestWords, type WordsByLocale } from './locale.ts';
import { RequestRefused } from './request-refused.ts';

/** The end of the API: an unknown address, and whatever was thrown. Nothing of a fault but its request id reaches the client. */
export function apiFaults(words: WordsByLocale, log: Logger): [RequestHandler, ErrorRequestHandler] {
  const notFound: RequestHandler = (request, response) => {
    sendProblem(response, refuse('not-found').problem, requestWords(request, words));
  };
  const fault: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // There is nobody to answer, and nothing failed.
    if (error instanceof ClientLeft) return;
    const problem = faultProblem(error);
    if (LOGGED.has(problem.code)) log.error({ err: error, id: response.locals.requestId }, 'request failed');
    sendProblem(response, problem, requestWords(request, words));
  };
  return [notFound, fault];
}

/** Faults whose causes the operator must learn. */
const LOGGED: ReadonlySet<ProblemCode> = new Set(['internal-error', 'journal-unavailable', 'store-set-back']);

/** What an exception means to the client; everything unknown is `internal-error`. */
function faultProblem(error: unknown): Problem {
  if (error instanceof RequestRefused) return refuse(error.code, error.data).problem;
  return refuse(faultCode(error)).problem;
}

function faultCode(error: unknown): ProblemCode {
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  if (type === 'entity.parse.failed' || type === 'charset.unsupported' || type === 'encoding.unsupported')
    return 'body-not-json';
  if (type === 'entity.too.large') return 'document-too-large';
  if (error instanceof Error && 'code' in error && error.code === 'busy') return 'busy';
  if (error instanceof JournalFault) return error.code === 'store-set-back' ? error.code : 'journal-unavailable';
  return 'internal-error';
}

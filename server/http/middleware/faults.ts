import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Problem } from '#core/confirmation/errors.ts';
import { refuse } from '#core/confirmation/errors.ts';
import { PROBLEM_STATUS, sendProblem } from '../problem.ts';
import { ClientLeft } from './client-signal.ts';
import { faultProblem, isForLog } from './fault-problem.ts';
import { requestWords, type WordsByLocale } from './locale.ts';

/** The end of the API: an unknown address, and whatever was thrown. Nothing of a fault but its request id reaches the client. */
export function apiFaults(words: WordsByLocale, log: Logger): [RequestHandler, ErrorRequestHandler] {
  const notFound: RequestHandler = (request, response) => {
    sendProblem(response, refuse('not-found').problem, requestWords(request, words));
  };
  const fault: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // There is nobody to answer, and nothing failed.
    if (error instanceof ClientLeft) return;
    const problem = bodyProblem(error) ?? faultProblem(error);
    if (isForLog(problem.code, PROBLEM_STATUS[problem.code]))
      log.error({ err: error, code: problem.code, id: response.locals.requestId }, 'request failed');
    sendProblem(response, problem, requestWords(request, words));
  };
  return [notFound, fault];
}

/** What Express says of a body that it could not read; null for everything else. */
function bodyProblem(error: unknown): Problem | null {
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  if (type === 'entity.parse.failed' || type === 'charset.unsupported' || type === 'encoding.unsupported')
    return refuse('body-not-json').problem;
  return type === 'entity.too.large' ? refuse('document-too-large').problem : null;
}

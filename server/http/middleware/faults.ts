import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { FieldProblem, Problem } from '#core/confirmation/errors.ts';
import { refuse } from '#core/confirmation/errors.ts';
import { PROBLEM_STATUS, sendProblem } from '../problem.ts';
import { ClientLeft } from './client-signal.ts';
import { otherMediaType } from './expect-media-type.ts';
import { faultProblem, isForLog } from './fault-problem.ts';
import { jsonFaultAt } from './json-fault.ts';
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
    const problem = bodyProblem(error, request) ?? faultProblem(error);
    if (isForLog(problem.code, PROBLEM_STATUS[problem.code]))
      log.error({ err: error, code: problem.code, id: response.locals.requestId }, 'request failed');
    sendProblem(response, problem, requestWords(request, words));
  };
  return [notFound, fault];
}

/** What Express says of a body that it could not read (`type` and `status` of body-parser); null for everything else. */
function bodyProblem(error: unknown, request: Request): Problem | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  if (error.status === 413) return refuse('document-too-large').problem;
  if (error.status === 415) return faultProblem(otherMediaType(request, 'application/json'));
  return error.status === 400 ? refuse('body-not-json', {}, syntaxFaults(error)).problem : null;
}

/** Where the JSON goes wrong, if that is what is wrong with the body. */
function syntaxFaults(error: Error): readonly FieldProblem[] {
  const place = 'body' in error && typeof error.body === 'string' ? jsonFaultAt(error.body) : null;
  return place === null ? [] : [{ pointer: '', code: 'json-syntax', data: place, suggestions: [] }];
}

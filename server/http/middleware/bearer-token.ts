import type { RequestHandler } from 'express';
import { refuse } from '#core/confirmation/errors.ts';
import { sendProblem } from '../problem.ts';
import { requestWords, type WordsByLocale } from './locale.ts';

/** Lets only the holder of a bearer token through (RFC 6750); `response.locals.holder` says who it is. */
export function bearerToken(holderOf: (token: string) => Promise<string | null>, words: WordsByLocale): RequestHandler {
  return async (request, response, next) => {
    const [scheme, token, ...rest] = (request.get('Authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest.length > 0)
      return sendProblem(response, refuse('not-signed-in').problem, requestWords(request, words));
    const holder = await holderOf(token);
    if (holder === null) return sendProblem(response, refuse('token-not-valid').problem, requestWords(request, words));
    response.locals.holder = holder;
    next();
  };
}

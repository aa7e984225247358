import type { RequestHandler } from 'express';
import { type ProblemCode, refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { sendProblem } from '../problem.ts';
import { requestWords, type WordsByLocale } from './locale.ts';

export type TokenDependencies = {
  readonly actorOfToken: (token: string) => Promise<Actor | null>;
  /** Why nobody knows now which tokens and keys were ended; null where that is known. */
  readonly endsUnknown: () => Promise<Extract<ProblemCode, 'store-set-back' | 'restore-not-confirmed'> | null>;
};

/**
 * Lets only the holder of a bearer token through (RFC 6750); `actorOf` says who it is. Nobody while the store may lack what
 * ended: a token that was replaced, or a key that was ended, would be good again.
 */
export function bearerToken({ actorOfToken, endsUnknown }: TokenDependencies, words: WordsByLocale): RequestHandler {
  return async (request, response, next) => {
    const [scheme, token, ...rest] = (request.get('Authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest.length > 0)
      return sendProblem(response, refuse('not-signed-in').problem, requestWords(request, words));
    const actor = await actorOfToken(token);
    if (actor === null) return sendProblem(response, refuse('token-not-valid').problem, requestWords(request, words));
    const unknown = await endsUnknown();
    if (unknown !== null) return sendProblem(response, refuse(unknown).problem, requestWords(request, words));
    response.locals.actor = actor;
    next();
  };
}

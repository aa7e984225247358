import type { RequestHandler, Response } from 'express';
import { refuse } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';
import { sendProblem } from '../problem.ts';
import { requestWords, type WordsByLocale } from './locale.ts';

/** Lets only the holder of a bearer token through (RFC 6750); `actorOf` says who it is. */
export function bearerToken(
  actorOfToken: (token: string) => Promise<Actor | null>,
  words: WordsByLocale,
): RequestHandler {
  return async (request, response, next) => {
    const [scheme, token, ...rest] = (request.get('Authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest.length > 0)
      return sendProblem(response, refuse('not-signed-in').problem, requestWords(request, words));
    const actor = await actorOfToken(token);
    if (actor === null) return sendProblem(response, refuse('token-not-valid').problem, requestWords(request, words));
    response.locals.actor = actor;
    next();
  };
}

/** Who asks. Throws behind no `bearerToken`: nothing that changes something is reached by nobody. */
export function actorOf(response: Response): Actor {
  const { actor } = response.locals as { readonly actor?: Actor };
  if (actor === undefined) throw new Error('a route that needs an actor is mounted without a check of tokens');
  return actor;
}

import type { RequestHandler } from 'express';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import type { Limits } from '../../ports/limits.ts';
import { actorOf } from '../actor-of.ts';
import { RequestRefused } from './request-refused.ts';

const WINDOW_MS = 60_000;

/**
 * Lets nobody on who was refused as `not-permitted` so often within a minute: every such refusal is an entry of the operator's audit
 * log, which is never made shorter. Counted for each actor where the refusal is made, whether its client waits for it or not.
 * Mounted behind `bearerToken` or `signedIn`.
 * @param now in ms
 */
export function refusalLimit(limits: Limits, perMinute: number, now: () => number = Date.now): RequestHandler {
  const ended = new Map<string, number>();
  const count = async (key: string) => {
    const { left, resetsInMs } = await limits.take({
      ...{ kind: 'refusals', key, cost: 1, limit: perMinute, windowMs: WINDOW_MS },
    });
    if (left === 0) ended.set(key, now() + resetsInMs);
  };
  return (_request, response, next) => {
    const { kind, id } = actorOf(response);
    const key = `${kind} ${id}`;
    const until = ended.get(key);
    if (until !== undefined && now() < until) {
      response.set('Retry-After', String(Math.ceil((until - now()) / 1_000)));
      return next(new RequestRefused('too-many-requests', { limit: perMinute }));
    }
    ended.delete(key);
    response.locals.onProblem = (code: ProblemCode) => {
      // A count that cannot be made is lost.
      if (code === 'not-permitted') count(key).catch(() => undefined);
    };
    next();
  };
}

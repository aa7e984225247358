import type { RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Limits } from '../../ports/limits.ts';
import { actorOf } from '../actor-of.ts';
import { limitStore } from './limit-store.ts';
import { RequestRefused } from './request-refused.ts';

/** Requests that one access key of an organisation may make in a minute. */
export const KEY_REQUESTS_PER_MINUTE = 600;

/**
 * So many requests a minute of one access key, over all instances; more are refused with `too-many-requests`. The keys and the token of
 * the operator have no limit. Mounted behind `bearerToken`.
 */
export function keyLimit(limits: Limits, perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    store: limitStore(limits, 'keys'),
    keyGenerator: (_request, response) => actorOf(response as Response).id,
    skip: (_request, response) => isOfOperator(response as Response),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new RequestRefused('too-many-requests', { limit: perMinute })),
  });
}

function isOfOperator(response: Response): boolean {
  const { organisation } = actorOf(response);
  return organisation === null || organisation.kind === 'operator';
}

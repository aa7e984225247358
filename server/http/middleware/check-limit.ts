import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Limits } from '../../ports/limits.ts';
import { clientAddress } from './client-address.ts';
import { limitStore } from './limit-store.ts';
import { RequestRefused } from './request-refused.ts';

/**
 * So many requests of a kind (uploads and look-ups, results) per minute from one address, over all instances; more are refused
 * with `too-many-requests`.
 */
export function checkLimit(limits: Limits, kind: 'checks' | 'results', perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    store: limitStore(limits, kind),
    keyGenerator: clientAddress,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Which proxies are believed is a setting; a client that sends the header anyway is not a misconfiguration to be logged.
    validate: { xForwardedForHeader: false },
    handler: (_request, _response, next) => next(new RequestRefused('too-many-requests', { limit: perMinute })),
  });
}

import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { RequestRefused } from './request-refused.ts';

/** So many uploads and look-ups per minute from one address; more are refused with `too-many-requests`. */
export function checkLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Which proxies are believed is a setting; a client that sends the header anyway is not a misconfiguration to be logged.
    validate: { xForwardedForHeader: false },
    handler: (_request, _response, next) => next(new RequestRefused('too-many-requests', { limit: perMinute })),
  });
}

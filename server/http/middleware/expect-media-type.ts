import type { Request, RequestHandler } from 'express';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import { RequestRefused } from './request-refused.ts';

/** Lets a body of that media type through, refuses others with `media-type-not-supported`, and no body as the caller says. */
export function expectMediaType(expected: string, withoutBody: ProblemCode): RequestHandler {
  return (request, _response, next) => {
    if (!hasBody(request)) return next(new RequestRefused(withoutBody));
    next(request.is(expected) ? undefined : otherMediaType(request, expected));
  };
}

/** Whether there are bytes, or a type is given to none (RFC 9112, 6.3). */
export function hasBody({ headers }: Request): boolean {
  if (headers['transfer-encoding'] !== undefined || headers['content-type'] !== undefined) return true;
  return Number(headers['content-length'] ?? 0) > 0;
}

/** The refusal of RFC 9110, 15.5.16. */
export function otherMediaType(request: Request, expected: string): RequestRefused {
  const found = request.headers['content-encoding'] ?? request.headers['content-type'] ?? '–';
  return new RequestRefused('media-type-not-supported', { found: found.slice(0, 100), expected });
}

import type { RequestHandler } from 'express';
import { RequestRefused } from './request-refused.ts';

/**
 * The last handler of an address: every other method is refused, and `Allow` names those that there are (RFC 9110, 15.5.6).
 * OPTIONS is answered with the same.
 */
export function methodNotAllowed(...allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'OPTIONS') {
      response
        .status(204)
        .set('Allow', [...allowed, 'OPTIONS'].join(', '))
        .end();
      return;
    }
    response.set('Allow', allowed.join(', '));
    next(new RequestRefused('method-not-allowed'));
  };
}

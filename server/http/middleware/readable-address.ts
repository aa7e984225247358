import type { RequestHandler } from 'express';
import { RequestRefused } from './request-refused.ts';

/**
 * Refuses an address whose percent-encoding is no UTF-8 (RFC 3986, 2.5), with `address-not-valid`. Of pages only the path
 * is held to it: others add queries to their addresses, and nobody reads those.
 */
export function readableAddress(part: 'path' | 'path-and-query'): RequestHandler {
  return ({ originalUrl }, _response, next) => {
    const [path = ''] = originalUrl.split('?', 1);
    next(isReadable(part === 'path' ? path : originalUrl) ? undefined : new RequestRefused('address-not-valid'));
  };
}

function isReadable(encoded: string): boolean {
  try {
    decodeURIComponent(encoded);
    return true;
  } catch {
    return false;
  }
}

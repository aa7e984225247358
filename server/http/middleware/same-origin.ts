import type { Request, RequestHandler } from 'express';
import type { Browser } from '../../ports/accounts.ts';
import { RequestRefused } from './request-refused.ts';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what changes something and was not sent by a page of ours (`request-forged`): browsers say where a form comes from,
 * by `Sec-Fetch-Site` or `Origin`; whoever says neither is refused too. Runs before a body is read.
 */
export function sameOrigin(publicUrl: string): RequestHandler {
  return (request, _response, next) => {
    if (isFromOwnPage(request, publicUrl)) return next();
    next(new RequestRefused('request-forged'));
  };
}

/** Whether a request changes nothing, or was sent by a page of ours. */
export function isFromOwnPage(request: Request, publicUrl: string): boolean {
  return SAFE.has(request.method) || isOwn(request, publicUrl);
}

/** Over plain http browsers send no `Sec-Fetch-Site`. A proxy may change the host: the address that people use counts too. */
function isOwn(request: Request, publicUrl: string): boolean {
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = request.get('Origin');
  if (origin === undefined || origin === 'null') return site === 'same-origin';
  if (!URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === request.get('Host');
}

const LONGEST_USER_AGENT = 300;

/** What of a request matters to accounts. What came from a page of ours has the address that people use as its origin. */
export function browserOf(request: Request, publicUrl: string): Browser {
  return {
    cookies: request.get('Cookie') ?? '',
    origin: isOwn(request, publicUrl) ? new URL(publicUrl).origin : (request.get('Origin') ?? null),
    userAgent: (request.get('User-Agent') ?? '').slice(0, LONGEST_USER_AGENT),
  };
}

import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

/** Gives every request an id (header `X-Request-Id`, shown with every error) and logs how it ended, without bodies or query. */
export function requestId(log: Logger): RequestHandler {
  return (request, response, next) => {
    const id = randomUUID();
    const started = performance.now();
    // Routers shorten both while they are at work. The query may hold a VIN.
    const { method } = request;
    const path = withoutSecrets(request.path);
    response.locals.requestId = id;
    response.set('X-Request-Id', id);
    const tookMs = () => Math.round(performance.now() - started);
    response.once('finish', () => {
      log.info({ id, method, path, status: response.statusCode, tookMs: tookMs() }, 'request');
    });
    response.once('close', () => {
      if (!response.writableFinished) log.info({ id, method, path, tookMs: tookMs() }, 'request abandoned');
    });
    next();
  };
}

/** Whoever knows the address of a result, an invitation, a mail address to be confirmed, a new password, letters to be turned off or a shared vehicle can open it. */
function withoutSecrets(path: string): string {
  return path.replace(
    /^(\/[a-z]{2}\/(?:results|invitation|register\/confirm|reset|notices\/off|shared)\/)[^/]+/i,
    '$1:id',
  );
}

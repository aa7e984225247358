import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { type ProblemCode, refuse } from '#core/confirmation/errors.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { sendProblem } from '../problem.ts';

/** Who may read the metrics: this machine itself, or the holder of a token that is good for nothing else. */
export type MetricsAccess = { readonly kind: 'this-machine' } | { readonly kind: 'token'; readonly token: string };

/** Lets only those through who may read the metrics. */
export function metricsAccess(access: MetricsAccess, words: WordsByLocale): RequestHandler {
  const expected = access.kind === 'token' ? sha256(access.token) : null;
  return (request, response, next) => {
    const refusal =
      expected === null
        ? machineRefusal(request.socket.remoteAddress, request.headers)
        : tokenRefusal(request.get('Authorization'), expected);
    if (refusal === null) return next();
    sendProblem(response, refuse(refusal).problem, requestWords(request, words));
  };
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/;
/** Headers of reverse proxies: what comes with one was asked by somebody else, although a proxy here passes it on. */
const PASSED_ON = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** What a program on this machine calls it. A page in a browser here that asks under its own name is foreign (DNS rebinding). */
const OWN_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

function machineRefusal(
  address: string | undefined,
  headers: IncomingHttpHeaders,
): Extract<ProblemCode, 'not-allowed'> | null {
  const isHere =
    LOOPBACK.test(address ?? '') &&
    OWN_NAME.test(headers.host ?? '') &&
    PASSED_ON.every((name) => headers[name] === undefined);
  return isHere ? null : 'not-allowed';
}

function tokenRefusal(
  header: string | undefined,
  expected: Buffer,
): Extract<ProblemCode, 'not-signed-in' | 'token-not-valid'> | null {
  const [, token] = /^bearer (\S+)$/i.exec(header ?? '') ?? [];
  if (token === undefined) return 'not-signed-in';
  // Digests are of one length, so that comparing tells nothing of the token.
  return timingSafeEqual(sha256(token), expected) ? null : 'token-not-valid';
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { refuse } from '../../domain/errors.ts';
import { sendProblem } from '../problem.ts';
import { requestWords, type WordsByLocale } from './locale.ts';

/** So many uploads and look-ups per minute from one address; more are refused with `too-many-requests`. */
export function checkLimit(perMinute: number, words: WordsByLocale): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (request, response) => {
      sendProblem(response, refuse('too-many-requests', { limit: perMinute }).problem, requestWords(request, words));
    },
  });
}

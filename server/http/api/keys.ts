import express, { type Request, type Response } from 'express';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse } from '#core/confirmation/errors.ts';
import { shapeProblems } from '../../app/confirmations/confirmation-request.ts';
import { describeKey } from '../../app/keys/describe-key.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { KeyRecord } from '../../ports/key-ledger.ts';
import { actorOf } from '../actor-of.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { sendProblem } from '../problem.ts';
import { compromiseRequestSchema } from '../request-schemas.ts';

export type KeysDependencies = {
  readonly words: WordsByLocale;
  readonly keys: {
    readonly list: (actor: Actor) => Promise<Result<readonly KeyRecord[]>>;
    readonly suspend: (keyId: string, actor: Actor) => Promise<Result<KeyRecord>>;
    readonly activate: (keyId: string, actor: Actor) => Promise<Result<KeyRecord>>;
    readonly markCompromised: (keyId: string, since: string, actor: Actor) => Promise<Result<KeyRecord>>;
  };
};

const MAX_REQUEST_BYTES = 1_024;

/**
 * `/keys`: where each signing key stands, and the steps that cannot wait for a terminal. Keys are made and certified there
 * only. Everything here needs a token; the caller mounts that check.
 */
export function keysRouter({ keys, words }: KeysDependencies): express.Router {
  const router = express.Router();
  const answer = async (request: Request, response: Response, changed: Result<KeyRecord>) => {
    if (!changed.ok) return sendProblem(response, changed.problem, requestWords(request, words));
    response.json(await describeKey(changed.value));
  };
  router.get('/', async (request, response) => {
    const listed = await keys.list(actorOf(response));
    if (!listed.ok) return sendProblem(response, listed.problem, requestWords(request, words));
    response.json({ items: await Promise.all(listed.value.map(describeKey)) });
  });
  router.post('/:id/suspension', async (request, response) =>
    answer(request, response, await keys.suspend(request.params.id, actorOf(response))),
  );
  router.post('/:id/activation', async (request, response) =>
    answer(request, response, await keys.activate(request.params.id, actorOf(response))),
  );
  router.post('/:id/compromise', ...jsonBody(MAX_REQUEST_BYTES), async (request: Request<{ id: string }>, response) => {
    const body = compromiseRequestSchema.safeParse(request.body, { reportInput: true });
    if (!body.success) {
      const { problem } = refuse('request-not-valid', {}, shapeProblems(body.error));
      return sendProblem(response, problem, requestWords(request, words));
    }
    const since = new Date(body.data.since).toISOString();
    return answer(request, response, await keys.markCompromised(request.params.id, since, actorOf(response)));
  });
  router.all('/', methodNotAllowed('GET', 'HEAD'));
  router.all(['/:id/suspension', '/:id/activation', '/:id/compromise'], methodNotAllowed('POST'));
  return router;
}

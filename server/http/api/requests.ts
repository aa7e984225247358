import express from 'express';
import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import type { RequestTarget } from '../../app/requests/change-stored-request.ts';
import { describeRequest, describeRequestSummary } from '../../app/requests/describe-request.ts';
import type { RequestPage } from '../../app/requests/list-requests.ts';
import type { SubmittedRequest } from '../../app/requests/submit-new-request.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { VehicleRequest } from '../../model/requests/vehicle-request.ts';
import { actorOf } from '../actor-of.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { sendProblem } from '../problem.ts';
import { withIdempotencyHeader } from './idempotency-header.ts';

export type RequestsDependencies = {
  readonly words: WordsByLocale;
  readonly requests: {
    readonly submitNew: (input: unknown, actor: Actor) => Promise<Result<SubmittedRequest>>;
    readonly list: (query: unknown, actor: Actor) => Promise<Result<RequestPage>>;
    readonly find: (id: string, actor: Actor) => Promise<Result<VehicleRequest>>;
    readonly cancel: (target: RequestTarget, input?: unknown) => Promise<Result<VehicleRequest>>;
  };
};

/** Bytes of JSON that a request for the most vehicles can need, with outlets and reasons. */
const MAX_REQUEST_BYTES = MAX_VEHICLES * 2_048;
const MAX_CANCELLATION_BYTES = 4_096;

/** `/requests`: ask a manufacturer, list, read, take back. Everything here needs a token; the caller mounts that check. */
export function requestsApi({ requests, words }: RequestsDependencies): express.Router {
  const router = express.Router();
  router.post('/', ...jsonBody(MAX_REQUEST_BYTES), async (request, response) => {
    const body = withIdempotencyHeader(request.body, request.get('Idempotency-Key'));
    const made = await requests.submitNew(body, actorOf(response));
    if (!made.ok) return sendProblem(response, made.problem, requestWords(request, words));
    response
      .status(made.value.repeated ? 200 : 201)
      .location(`${request.baseUrl}/${made.value.request.id}`)
      .json(describeRequest(made.value.request));
  });
  router.get('/', async (request, response) => {
    const page = await requests.list(request.query, actorOf(response));
    if (!page.ok) return sendProblem(response, page.problem, requestWords(request, words));
    response.json({ items: page.value.items.map(describeRequestSummary), nextCursor: page.value.nextCursor });
  });
  router.get('/:id', async (request, response) => {
    const found = await requests.find(request.params.id, actorOf(response));
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, words));
    response.json(describeRequest(found.value));
  });
  router.post('/:id/cancellation', ...jsonBody(MAX_CANCELLATION_BYTES), async (request, response) => {
    const target = { id: String(request.params.id), version: null, actor: actorOf(response) };
    const cancelled = await requests.cancel(target, request.body);
    if (!cancelled.ok) return sendProblem(response, cancelled.problem, requestWords(request, words));
    response.json(describeRequest(cancelled.value));
  });
  router.all('/', methodNotAllowed('GET', 'HEAD', 'POST'));
  router.all('/:id', methodNotAllowed('GET', 'HEAD'));
  router.all('/:id/cancellation', methodNotAllowed('POST'));
  return router;
}

import express from 'express';
import type { Result } from '#core/confirmation/errors.ts';
import { describeBatch, describeBatchWithCounts, describeRow } from '../../app/batches/describe-batch.ts';
import type { Proposed } from '../../app/batches/propose-batch.ts';
import type { BatchWithCounts } from '../../app/batches/read-batches.ts';
import type { CollectedPage } from '../../app/collected-page.ts';
import type { Words } from '../../i18n/words.ts';
import type { Actor } from '../../model/access/actor.ts';
import { type Batch, type BatchRow, MAX_BATCH_VEHICLES } from '../../model/batches/batch.ts';
import { actorOf } from '../actor-of.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { fieldDocument, sendProblem } from '../problem.ts';
import { withIdempotencyHeader } from './idempotency-header.ts';

export type BatchesDependencies = {
  readonly words: WordsByLocale;
  readonly batches: {
    readonly propose: (input: unknown, actor: Actor) => Promise<Result<Proposed>>;
    readonly list: (query: unknown, actor: Actor) => Promise<Result<CollectedPage<Batch>>>;
    readonly find: (id: string, actor: Actor) => Promise<Result<BatchWithCounts>>;
    readonly rows: (id: string, query: unknown, actor: Actor) => Promise<Result<CollectedPage<BatchRow>>>;
  };
};

/** Bytes of JSON that a proposal of the most vehicles can need, each in a row of its own, with room. */
const MAX_PROPOSAL_BYTES = MAX_BATCH_VEHICLES * 2_048;

/** `/batches`: propose, list, read. A person who is signed in approves. Everything here needs a token; the caller mounts that check. */
export function batchesRouter({ batches, words }: BatchesDependencies): express.Router {
  const router = express.Router();
  router.post('/', ...jsonBody(MAX_PROPOSAL_BYTES), async (request, response) => {
    const body = withIdempotencyHeader(request.body, request.get('Idempotency-Key'));
    const proposed = await batches.propose(body, actorOf(response));
    if (!proposed.ok) return sendProblem(response, proposed.problem, requestWords(request, words));
    const { batch, repeated } = proposed.value;
    response
      .status(repeated ? 200 : 201)
      .location(`${request.baseUrl}/${batch.id}`)
      .json(describeBatch(batch));
  });
  router.get('/', async (request, response) => {
    const page = await batches.list(request.query, actorOf(response));
    if (!page.ok) return sendProblem(response, page.problem, requestWords(request, words));
    response.json({ items: page.value.items.map(describeBatch), nextCursor: page.value.nextCursor });
  });
  router.get('/:id', async (request, response) => {
    const found = await batches.find(request.params.id, actorOf(response));
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, words));
    response.json(describeBatchWithCounts(found.value));
  });
  router.get('/:id/rows', async (request, response) => {
    const spoken = requestWords(request, words);
    const page = await batches.rows(request.params.id, request.query, actorOf(response));
    if (!page.ok) return sendProblem(response, page.problem, spoken);
    response.json({
      items: page.value.items.map((row) => rowDocument(row, spoken)),
      nextCursor: page.value.nextCursor,
    });
  });
  router.all('/', methodNotAllowed('GET', 'HEAD', 'POST'));
  router.all(['/:id', '/:id/rows'], methodNotAllowed('GET', 'HEAD'));
  return router;
}

/** With what went wrong in words. */
function rowDocument(row: BatchRow, words: Words) {
  const { problem, warnings, ...told } = describeRow(row);
  return {
    ...told,
    problem:
      problem === null
        ? null
        : {
            code: problem.code,
            title: words.text(`errors.${problem.code}.sentence`, problem.data),
            errors: problem.fields.map((field) => fieldDocument(field, words)),
          },
    warnings: warnings.map((field) => fieldDocument(field, words)),
  };
}

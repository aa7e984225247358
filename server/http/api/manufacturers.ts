import express, { type Request, type Response } from 'express';
import type { Result } from '#core/confirmation/errors.ts';
import type { ManufacturerSealing } from '../../app/manufacturers/find-sealing.ts';
import type { Actor } from '../../model/access/actor.ts';
import { actorOf } from '../actor-of.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { sendProblem } from '../problem.ts';

export type ManufacturersDependencies = {
  readonly words: WordsByLocale;
  readonly sealing: {
    readonly find: (manufacturerId: string, actor: Actor) => Promise<Result<ManufacturerSealing>>;
    /** `null` lets the manufacturer follow the install. */
    readonly change: (manufacturerId: string, input: unknown, actor: Actor) => Promise<Result<ManufacturerSealing>>;
  };
};

const MAX_REQUEST_BYTES = 1_024;

/** `/manufacturers/{id}/sealing`: how its documents are sealed. Needs a token; the caller mounts that check. */
export function manufacturersRouter({ sealing, words }: ManufacturersDependencies): express.Router {
  const router = express.Router();
  const answer = (request: Request<{ id: string }>, response: Response, found: Result<ManufacturerSealing>) => {
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, words));
    response.json(found.value);
  };
  router.get('/:id/sealing', async (request, response) =>
    answer(request, response, await sealing.find(request.params.id, actorOf(response))),
  );
  router.put('/:id/sealing', ...jsonBody(MAX_REQUEST_BYTES), async (request: Request<{ id: string }>, response) =>
    // A body of `null` would undo what a client meant to set; that is what DELETE is for.
    answer(request, response, await sealing.change(request.params.id, request.body ?? {}, actorOf(response))),
  );
  router.delete('/:id/sealing', async (request, response) =>
    answer(request, response, await sealing.change(request.params.id, null, actorOf(response))),
  );
  router.all('/:id/sealing', methodNotAllowed('GET', 'HEAD', 'PUT', 'DELETE'));
  return router;
}

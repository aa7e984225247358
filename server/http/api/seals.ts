import express, { type Request, type Response } from 'express';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { Problem, Result } from '#core/confirmation/errors.ts';
import type { SealTarget } from '../../app/seals/change-seals.ts';
import { describeSeal, describeSeals } from '../../app/seals/describe-seal.ts';
import { MAX_PICTURE_CHARACTERS } from '../../app/seals/seal-proposal.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { SealVersion } from '../../model/seals/seal.ts';
import type { Clock } from '../../ports/clock.ts';
import { actorOf } from '../actor-of.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { sendProblem } from '../problem.ts';

export type SealsDependencies = {
  readonly words: WordsByLocale;
  readonly clock: Clock;
  readonly seals: {
    readonly list: (manufacturerId: string, actor: Actor) => Promise<Result<readonly SealVersion[]>>;
    readonly propose: (manufacturerId: string, input: unknown, actor: Actor) => Promise<Result<SealVersion>>;
    readonly approve: (target: SealTarget) => Promise<Result<SealVersion>>;
    readonly retire: (target: SealTarget) => Promise<Result<SealVersion>>;
    readonly preview: (manufacturerId: string, version: number, actor: Actor) => Promise<Result<Uint8Array>>;
  };
};

type Version = Request<{ id: string; version: string }>;

/** A picture, and room for what stands around it. */
const MAX_REQUEST_BYTES = MAX_PICTURE_CHARACTERS + 10_000;

/**
 * `/manufacturers/{id}/seals`: the versions of a manufacturer's seal. Who proposes and who approves is whoever holds the
 * token. Everything here needs one; the caller mounts that check.
 */
export function sealsRouter({ seals, words, clock }: SealsDependencies): express.Router {
  const router = express.Router();
  const refused = (request: Request, response: Response, problem: Problem) =>
    sendProblem(response, problem, requestWords(request, words));
  const step =
    (take: (target: SealTarget) => Promise<Result<SealVersion>>) => async (request: Version, response: Response) => {
      const changed = await take({ ...targetOf(request), actor: actorOf(response) });
      if (!changed.ok) return refused(request, response, changed.problem);
      response.json(describeSeal(changed.value));
    };
  router.get('/:id/seals', async (request, response) => {
    const listed = await seals.list(request.params.id, actorOf(response));
    if (!listed.ok) return refused(request, response, listed.problem);
    response.json({ items: describeSeals(listed.value, shanghaiDate(clock.now())) });
  });
  router.post('/:id/seals', ...jsonBody(MAX_REQUEST_BYTES), async (request: Request<{ id: string }>, response) => {
    const proposed = await seals.propose(request.params.id, request.body, actorOf(response));
    if (!proposed.ok) return refused(request, response, proposed.problem);
    response.status(201).json(describeSeal(proposed.value));
  });
  router.post('/:id/seals/:version/approval', step(seals.approve));
  router.post('/:id/seals/:version/retirement', step(seals.retire));
  router.get('/:id/seals/:version/preview', async (request, response) => {
    const { manufacturerId, version } = targetOf(request);
    const preview = await seals.preview(manufacturerId, version, actorOf(response));
    if (!preview.ok) return refused(request, response, preview.problem);
    response
      .type('application/pdf')
      .set('Content-Disposition', 'inline; filename="seal-preview.pdf"')
      .set('Cache-Control', 'private, no-store')
      .send(Buffer.from(preview.value));
  });
  router.all('/:id/seals', methodNotAllowed('GET', 'HEAD', 'POST'));
  router.all(['/:id/seals/:version/approval', '/:id/seals/:version/retirement'], methodNotAllowed('POST'));
  router.all('/:id/seals/:version/preview', methodNotAllowed('GET', 'HEAD'));
  return router;
}

/** What is no number names no version. */
function targetOf({ params }: Version): { readonly manufacturerId: string; readonly version: number } {
  return { manufacturerId: params.id, version: /^\d{1,9}$/.test(params.version) ? Number(params.version) : 0 };
}

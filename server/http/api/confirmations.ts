import express from 'express';
import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import type { StoredPdf } from '../../app/confirmations/confirmation-pdf.ts';
import { describeConfirmation, describePage } from '../../app/confirmations/describe-confirmation.ts';
import type { Issued } from '../../app/confirmations/issue-confirmation.ts';
import { pdfFileName } from '../../app/confirmations/pdf-file-name.ts';
import type { Actor } from '../../model/access/actor.ts';
import type { RegistryPage } from '../../ports/registry.ts';
import { actorOf } from '../actor-of.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { fieldDocument, sendProblem } from '../problem.ts';
import { withIdempotencyHeader } from './idempotency-header.ts';

export type ConfirmationsDependencies = {
  readonly words: WordsByLocale;
  readonly issue: (input: unknown, actor: Actor) => Promise<Result<Issued>>;
  readonly list: (query: unknown, actor: Actor) => Promise<Result<RegistryPage>>;
  readonly find: (number: string, actor: Actor) => Promise<Result<RegisteredConfirmation>>;
  readonly pdf: (number: string, actor: Actor) => Promise<Result<StoredPdf>>;
  readonly archivePdf: (number: string, actor: Actor) => Promise<Result<StoredPdf>>;
  readonly withdraw: (number: string, input: unknown, actor: Actor) => Promise<Result<RegisteredConfirmation>>;
};

/** Bytes of JSON that a request for the most vehicles can need, with room. */
const MAX_REQUEST_BYTES = MAX_VEHICLES * 1_024;

/** `/confirmations`: issue, list, read, download, withdraw. Everything here needs a token; the caller mounts that check. */
export function confirmationsRouter(deps: ConfirmationsDependencies): express.Router {
  const router = express.Router();
  router.post(['/', '/:number/withdrawal'], ...jsonBody(MAX_REQUEST_BYTES));

  router.post('/', async (request, response) => {
    const body = withIdempotencyHeader(request.body, request.get('Idempotency-Key'));
    const words = requestWords(request, deps.words);
    const issued = await deps.issue(body, actorOf(response));
    if (!issued.ok) return sendProblem(response, issued.problem, words);
    const { confirmation, repeated, warnings } = issued.value;
    response
      .status(repeated ? 200 : 201)
      .location(`${request.baseUrl}/${confirmation.number}`)
      .json({ ...describeConfirmation(confirmation), warnings: warnings.map((field) => fieldDocument(field, words)) });
  });

  router.get('/', async (request, response) => {
    const page = await deps.list(request.query, actorOf(response));
    if (!page.ok) return sendProblem(response, page.problem, requestWords(request, deps.words));
    response.json(describePage(page.value));
  });

  router.get('/:number', async (request, response) => {
    const found = await deps.find(request.params.number, actorOf(response));
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, deps.words));
    response.json(describeConfirmation(found.value));
  });

  router.get('/:number/pdf', async (request, response) => {
    const found = await deps.pdf(request.params.number, actorOf(response));
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, deps.words));
    sendPdf(response, found.value, pdfFileName(found.value.confirmation.number));
  });

  router.get('/:number/archive', async (request, response) => {
    const found = await deps.archivePdf(request.params.number, actorOf(response));
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, deps.words));
    sendPdf(response, found.value, pdfFileName(found.value.confirmation.number, 'archive'));
  });

  router.post('/:number/withdrawal', async (request, response) => {
    const withdrawn = await deps.withdraw(request.params.number, request.body, actorOf(response));
    if (!withdrawn.ok) return sendProblem(response, withdrawn.problem, requestWords(request, deps.words));
    response.json(describeConfirmation(withdrawn.value));
  });

  router.all('/', methodNotAllowed('GET', 'HEAD', 'POST'));
  router.all(['/:number', '/:number/pdf', '/:number/archive'], methodNotAllowed('GET', 'HEAD'));
  router.all('/:number/withdrawal', methodNotAllowed('POST'));
  return router;
}

function sendPdf(response: express.Response, { sha256, pdf }: StoredPdf, name: string): void {
  response
    .attachment(name)
    .type('application/pdf')
    .set('ETag', `"${sha256}"`)
    .set('Cache-Control', 'private, no-store')
    .send(Buffer.from(pdf));
}

import express from 'express';
import { z } from 'zod';
import { MOST_VEHICLES } from '../../app/confirmation-request.ts';
import { describeConfirmation, summarizeConfirmation } from '../../app/describe-confirmation.ts';
import type { Issued } from '../../app/issue-confirmation.ts';
import type { RegisteredConfirmation } from '../../domain/confirmation.ts';
import type { Result } from '../../domain/errors.ts';
import { refuse } from '../../domain/errors.ts';
import type { RegistryPage } from '../../ports/registry.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { fieldDocument, sendProblem } from '../problem.ts';

export type ConfirmationsDependencies = {
  readonly words: WordsByLocale;
  readonly issue: (input: unknown, by: string) => Promise<Result<Issued>>;
  readonly list: (request: { limit: number; cursor: string | null }) => Promise<RegistryPage>;
  readonly find: (number: string) => Promise<Result<RegisteredConfirmation>>;
  readonly pdf: (number: string) => Promise<Result<{ confirmation: RegisteredConfirmation; pdf: Uint8Array }>>;
  readonly withdraw: (number: string, input: unknown, by: string) => Promise<Result<RegisteredConfirmation>>;
};

/** Bytes of JSON that a request for the most vehicles can need, with room. */
const LARGEST_REQUEST = MOST_VEHICLES * 1_024;

export const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'Most confirmations in one answer' }),
  cursor: z.string().max(400).optional().meta({ description: '`nextCursor` of the answer before' }),
});

/** `/confirmations`: issue, list, read, download, withdraw. Everything here needs a token; the caller mounts that check. */
export function confirmationsRouter(deps: ConfirmationsDependencies): express.Router {
  const router = express.Router();
  router.use(express.json({ limit: LARGEST_REQUEST }));

  router.post('/', async (request, response) => {
    const body = withIdempotencyHeader(request.body, request.get('Idempotency-Key'));
    const words = requestWords(request, deps.words);
    const issued = await deps.issue(body, String(response.locals.holder));
    if (!issued.ok) return sendProblem(response, issued.problem, words);
    const { confirmation, repeated, warnings } = issued.value;
    response
      .status(repeated ? 200 : 201)
      .location(`${request.baseUrl}/${confirmation.number}`)
      .json({ ...describeConfirmation(confirmation), warnings: warnings.map((field) => fieldDocument(field, words)) });
  });

  router.get('/', async (request, response) => {
    const query = listQuerySchema.safeParse(request.query);
    if (!query.success)
      return sendProblem(response, refuse('request-not-valid').problem, requestWords(request, deps.words));
    const page = await deps.list({ limit: query.data.limit, cursor: query.data.cursor ?? null });
    response.json({ items: page.items.map(summarizeConfirmation), nextCursor: page.nextCursor });
  });

  router.get('/:number', async (request, response) => {
    const found = await deps.find(request.params.number);
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, deps.words));
    response.json(describeConfirmation(found.value));
  });

  router.get('/:number/pdf', async (request, response) => {
    const found = await deps.pdf(request.params.number);
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, deps.words));
    const { confirmation, pdf } = found.value;
    response
      .attachment(`${confirmation.number}.pdf`)
      .type('application/pdf')
      .set('ETag', `"${confirmation.sha256}"`)
      .set('Cache-Control', 'private, no-store')
      .send(Buffer.from(pdf));
  });

  router.post('/:number/withdrawal', async (request, response) => {
    const withdrawn = await deps.withdraw(request.params.number, request.body, String(response.locals.holder));
    if (!withdrawn.ok) return sendProblem(response, withdrawn.problem, requestWords(request, deps.words));
    response.json(describeConfirmation(withdrawn.value));
  });

  return router;
}

/** The header of draft-ietf-httpapi-idempotency-key-header stands for the field of the same name. */
function withIdempotencyHeader(body: unknown, header: string | undefined): unknown {
  if (header === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return { idempotencyKey: header, ...body };
}

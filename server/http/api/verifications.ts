import express, { type RequestHandler } from 'express';
import type { z } from 'zod';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse } from '#core/confirmation/errors.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { worstVerdict } from '#core/confirmation/worst-verdict.ts';
import { shapeProblems } from '../../app/confirmations/confirmation-request.ts';
import { describeStanding } from '../../app/confirmations/describe-confirmation.ts';
import type { LineStatusView } from '../../app/confirmations/look-up-confirmation.ts';
import { describeVerdict } from '../../app/verification/describe-verdict.ts';
import type { VerificationRequest } from '../../app/verification/verify-document.ts';
import { clientSignal } from '../middleware/client-signal.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { uploadedFiles } from '../middleware/uploads.ts';
import { sendProblem } from '../problem.ts';
import { lookUpRequestSchema, verificationFieldsSchema } from '../request-schemas.ts';

export type VerificationsDependencies = {
  readonly words: WordsByLocale;
  /** Reads an upload into memory. */
  readonly receive: RequestHandler;
  readonly verify: (request: VerificationRequest) => Promise<Result<Verdict>>;
  readonly lookUp: (asked: { number: string; vinTail: string }) => Promise<Result<LineStatusView>>;
};

/** `/verifications`: check uploads. A bad document is a verdict, not an HTTP error. */
export function verificationsRouter(deps: VerificationsDependencies): express.Router {
  const router = express.Router();
  router.post('/', deps.receive, async (request, response) => {
    const words = requestWords(request, deps.words);
    const files = uploadedFiles(request);
    if (files.length === 0) return sendProblem(response, refuse('file-missing').problem, words);
    const fields = verificationFieldsSchema.safeParse(request.body ?? {}, { reportInput: true });
    if (!fields.success) {
      const { problem } = refuse('request-not-valid', {}, shapeProblems(fields.error));
      return sendProblem(response, problem, words);
    }
    const question = { ...questionOf(fields.data), signal: clientSignal(response) };
    const results = [];
    for (const file of files) {
      const verdict = await deps.verify({ pdf: bytesOf(file.buffer), ...question });
      if (!verdict.ok) return sendProblem(response, verdict.problem, words);
      results.push({ file: file.originalname, ...describeVerdict(verdict.value, words) });
    }
    response.json({ verdict: worstVerdict(results), files: results });
  });
  router.all('/', methodNotAllowed('POST'));
  return router;
}

/** `/lookups`: how one vehicle of a confirmation stands, for whoever knows the number and the end of the VIN. */
export function lookUpsRouter(deps: Omit<VerificationsDependencies, 'receive'>): express.Router {
  const router = express.Router();
  router.post('/', ...jsonBody(10_000), async (request, response) => {
    const words = requestWords(request, deps.words);
    const asked = lookUpRequestSchema.safeParse(request.body, { reportInput: true });
    if (!asked.success) {
      const { problem } = refuse('request-not-valid', {}, shapeProblems(asked.error));
      return sendProblem(response, problem, words);
    }
    const found = await deps.lookUp(asked.data);
    if (!found.ok) return sendProblem(response, found.problem, words);
    const { standing, ...view } = found.value;
    response.json({ ...view, ...describeStanding(standing) });
  });
  router.all('/', methodNotAllowed('POST'));
  return router;
}

/** The same memory, seen as plain bytes. */
function bytesOf({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** An empty field of a form asks nothing. */
function questionOf(fields: z.infer<typeof verificationFieldsSchema>): Omit<VerificationRequest, 'pdf'> {
  return {
    vin: fields.vin || null,
    destination: fields.destination || null,
    applicationDate: fields.applicationDate || null,
  };
}

import express, { type RequestHandler } from 'express';
import { refuse } from '#core/confirmation/errors.ts';
import { shapeProblems } from '../../app/confirmations/confirmation-request.ts';
import { describeInspection } from '../../app/verification/describe-inspection.ts';
import type { Inspect } from '../../app/verification/inspect-pdf.ts';
import { clientSignal } from '../middleware/client-signal.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { uploadedFiles } from '../middleware/uploads.ts';
import { sendProblem } from '../problem.ts';
import { inspectionFieldsSchema } from '../request-schemas.ts';

export type InspectionsDependencies = {
  readonly words: WordsByLocale;
  /** Reads an upload into memory. */
  readonly receive: RequestHandler;
  readonly inspect: Inspect;
};

/** `/inspections`: what any signed PDF is worth by itself. A bad document is an outcome, not an HTTP error. */
export function inspectionsRouter(deps: InspectionsDependencies): express.Router {
  const router = express.Router();
  router.post('/', deps.receive, async (request, response) => {
    const words = requestWords(request, deps.words);
    const files = uploadedFiles(request);
    if (files.length === 0) return sendProblem(response, refuse('file-missing').problem, words);
    const fields = inspectionFieldsSchema.safeParse(request.body ?? {}, { reportInput: true });
    if (!fields.success) {
      const { problem } = refuse('request-not-valid', {}, shapeProblems(fields.error));
      return sendProblem(response, problem, words);
    }
    const signal = clientSignal(response);
    const results = [];
    for (const file of files) {
      const inspection = await deps.inspect(new Uint8Array(file.buffer), signal);
      results.push({ file: file.originalname, ...describeInspection(inspection, words) });
    }
    response.json({ files: results });
  });
  router.all('/', methodNotAllowed('POST'));
  return router;
}

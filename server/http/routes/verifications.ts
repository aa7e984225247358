import express, { type RequestHandler } from 'express';
import { describeStanding } from '../../app/describe-confirmation.ts';
import { describeVerdict } from '../../app/describe-verdict.ts';
import type { LineStatusView } from '../../app/look-up-confirmation.ts';
import type { VerificationRequest } from '../../app/verify-document.ts';
import type { Result } from '../../domain/errors.ts';
import { refuse } from '../../domain/errors.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { worstVerdict } from '../../domain/worst-verdict.ts';
import { requestWords, type WordsByLocale } from '../middleware/locale.ts';
import { sendProblem } from '../problem.ts';

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
    const files = (request.files ?? []) as Express.Multer.File[];
    if (files.length === 0) return sendProblem(response, refuse('file-missing').problem, words);
    const results = [];
    for (const file of files) {
      const verdict = await deps.verify({ pdf: bytesOf(file.buffer), ...questionOf(request.body) });
      if (!verdict.ok) return sendProblem(response, verdict.problem, words);
      results.push({ file: file.originalname, ...describeVerdict(verdict.value, words) });
    }
    response.json({ verdict: worstVerdict(results), files: results });
  });
  return router;
}

/** `/lookups`: how one vehicle of a confirmation stands, for whoever knows the number and the end of the VIN. */
export function lookUpsRouter(deps: Omit<VerificationsDependencies, 'receive'>): express.Router {
  const router = express.Router();
  router.post('/', express.json({ limit: 10_000 }), async (request, response) => {
    const { number, vinTail } = (request.body ?? {}) as Record<string, unknown>;
    const found = await deps.lookUp({ number: textOf(number), vinTail: textOf(vinTail) });
    if (!found.ok) return sendProblem(response, found.problem, requestWords(request, deps.words));
    const { standing, ...view } = found.value;
    response.json({ ...view, ...describeStanding(standing) });
  });
  return router;
}

/** The same memory, seen as plain bytes. */
function bytesOf({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function questionOf(body: Readonly<Record<string, unknown>> | undefined): Omit<VerificationRequest, 'pdf'> {
  const field = (name: string) => textOf(body?.[name]) || null;
  return { vin: field('vin'), destination: field('destination'), applicationDate: field('applicationDate') };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import path from 'node:path';
import express from 'express';
import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { deriveVerdict } from '#core/confirmation/derive-verdict.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { type LookUpDependencies, lookUpConfirmation } from '../../server/app/confirmations/look-up-confirmation.ts';
import type { AskAgain } from '../../server/app/verification/ask-again.ts';
import { askRegistry } from '../../server/app/verification/ask-registry.ts';
import type { VehicleAsked } from '../../server/app/verification/compare-another-vehicle.ts';
import { compareAnotherVehicle } from '../../server/app/verification/compare-another-vehicle.ts';
import { reopenResult } from '../../server/app/verification/reopen-result.ts';
import { keepResult, type ResultKeeping } from '../../server/app/verification/result-keeping.ts';
import { readQuestion, type VerificationRequest } from '../../server/app/verification/verify-document.ts';
import { securityHeaders } from '../../server/http/middleware/security-headers.ts';
import { uploads } from '../../server/http/middleware/uploads.ts';
import { type PagesDependencies, pagesRouter } from '../../server/http/pages/pages-router.ts';
import { loadWords } from '../../server/i18n/load-words.ts';
import type { KeptResult } from '../../server/model/verification/kept-result.ts';
import type { CheckResults, StoredResult } from '../../server/ports/check-results.ts';
import type { Registry } from '../../server/ports/registry.ts';
import { PAGE_MANUFACTURER, PAGE_NUMBER, PAGE_VIN, pageEvidence } from './page-evidence.ts';
import { PAGE_INSPECTION } from './page-inspection.ts';

/** The texts of the product. */
export const WORDS = loadWords(path.join(import.meta.dirname, '../../templates/locales'));

/**
 * The pages on their own, with the real question reading, checks and verdict. What a document is, its bytes say in a word:
 * `valid`, `few`, `many`, `withdrawn`, `partly`, `foreign`, `undecided`, `unsigned`, `altered`, `stranger`, `busy`, `throw`, else no PDF.
 */
export function pagesApp(overrides: Partial<PagesDependencies> = {}): express.Express {
  const app = express();
  app.use((_request, response, next) => {
    response.locals.requestId = 'request-1';
    next();
  });
  app.use(securityHeaders());
  app.use(pagesRouter({ ...fakePorts(), ...overrides }));
  return app;
}

/** Bytes that `pagesApp` takes for that document. */
export function pageDocument(word: string): Buffer {
  return Buffer.from(`${word}\n`);
}

/** The verdict on what `pagesApp` takes bytes for. */
export function verdictOf(request: VerificationRequest): Result<Verdict> {
  const question = readQuestion(request);
  if (!question.ok) return question;
  const word = new TextDecoder().decode(request.pdf).trim();
  if (word === 'throw') throw new Error('reader broken');
  if (word === 'busy') return refuse('busy');
  return succeed(deriveVerdict(pageEvidence(word, question.value)));
}

/** A registry that holds the one document of the pages. */
const PAGE_REGISTRY: Pick<LookUpDependencies, 'lookUps' | 'registry'> = {
  lookUps: {
    linesByTail: async (number, vinTail) =>
      number === PAGE_NUMBER && PAGE_VIN.endsWith(vinTail)
        ? [{ vin: PAGE_VIN, standing: { status: 'live' }, destination: 'KZ', test: true }]
        : [],
    isIssued: async (number) => number === PAGE_NUMBER,
  },
  registry: {
    find: async () => {
      const { registry } = pageEvidence('valid', { vin: null, destination: null, applicationDate: null });
      return registry.kind === 'identical' ? registry.record : null;
    },
  },
};

/** The time that the pages take for now. */
export const PAGE_NOW = '2026-07-01T06:05:09.000Z';

/** Results kept in memory, over the registry of the pages: what it says of a number may be changed. */
export function pageResults(
  options: { readonly days?: number; readonly now?: () => string; readonly registry?: PageRegistry } = {},
) {
  const stored = new Map<string, StoredResult>();
  const results: CheckResults = {
    put: async (result) => void stored.set(result.key, result),
    find: async (key) => stored.get(key) ?? null,
    eraseBefore: async () => 0,
  };
  const keeping: ResultKeeping = {
    results,
    clock: { now: options.now ?? (() => PAGE_NOW) },
    randomBytes: (count) => new Uint8Array(count).fill(stored.size),
    days: options.days ?? 30,
  };
  const registry = options.registry ?? PAGE_DOCUMENTS;
  const askAgain: AskAgain = async ({ content, sealedSha256 }) => ({
    registry: await askRegistry({ registry }, content.number, sealedSha256 ?? ''),
    trust: { anchor: { standing: 'in-force', manufacturer: PAGE_MANUFACTURER }, compromise: { kind: 'none-known' } },
  });
  const deps = { keeping, askAgain };
  return {
    stored,
    keep: (result: KeptResult) => keepResult(keeping, result),
    reopen: (id: string) => reopenResult(deps, id),
    compareAnother: (id: string, asked: VehicleAsked) => compareAnotherVehicle(deps, id, asked),
  };
}

type PageRegistry = Pick<Registry, 'find'>;

/** Every document of the pages has the same number: the one with the most vehicles stands for all of them. */
const PAGE_DOCUMENTS: PageRegistry = {
  find: async () => recordOf('many'),
};

/** The registry's record of what those bytes stand for. */
export function recordOf(word: string): RegisteredConfirmation | null {
  const { registry } = pageEvidence(word, { vin: null, destination: null, applicationDate: null });
  return registry.kind === 'identical' ? registry.record : null;
}

function fakePorts(): PagesDependencies {
  return {
    words: WORDS,
    clock: { now: () => PAGE_NOW },
    publicUrl: 'https://check.example',
    limit: (_request, _response, next) => next(),
    limitResults: (_request, _response, next) => next(),
    results: pageResults(),
    receive: uploads(),
    log: { error: () => undefined },
    accounts: null,
    applications: null,
    officers: null,
    administration: null,
    requests: null,
    batches: null,
    verifyDocument: async (request) => verdictOf(request),
    inspect: async () => PAGE_INSPECTION,
    lookUpConfirmation: (asked) =>
      lookUpConfirmation(
        {
          ...PAGE_REGISTRY,
          recovery: { state: async () => null, mayBeLost: async () => false },
          countMiss: async () => undefined,
        },
        asked,
      ),
    hasSamples: () => true,
    samples: async () => [
      { file: 'valid.pdf', kind: 'valid', verdict: 'valid', vin: PAGE_VIN, number: 'ASC-TEST-2026-00000016' },
      { file: 'altered.pdf', kind: 'altered', verdict: 'not-valid', vin: PAGE_VIN, number: 'ASC-TEST-2026-00000016' },
      {
        file: 'withdrawn.pdf',
        kind: 'withdrawn',
        verdict: 'withdrawn',
        vin: PAGE_VIN,
        number: 'ASC-TEST-2026-00000016',
      },
      {
        file: 'новый.pdf',
        kind: 'unknown-issuer',
        verdict: 'undecided',
        vin: PAGE_VIN,
        number: 'ASC-TEST-2026-00000016',
      },
    ],
    samplePdf: async (file) => new Uint8Array(pageDocument(path.basename(file, '.pdf'))),
  };
}

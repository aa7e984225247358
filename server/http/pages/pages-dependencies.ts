import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { LineStatusView } from '../../app/look-up-confirmation.ts';
import type { VerificationRequest } from '../../app/verify-document.ts';
import type { Locale, Words } from '../../app/words.ts';
import type { Result } from '../../domain/errors.ts';
import type { Verdict, VerdictWord } from '../../domain/verdict.ts';
import type { Clock } from '../../ports/clock.ts';

/** What a sample shows; each kind has a description in every locale, and an unlisted one is `other`. */
export const SAMPLE_KINDS = [
  'valid',
  'altered',
  'withdrawn',
  'superseded',
  'other-manufacturer',
  'unknown-issuer',
  'other',
] as const;

/** One document to try the service with. */
export type Sample = {
  readonly file: string;
  /** One of `SAMPLE_KINDS`, or something newer. */
  readonly kind: string;
  /** What checking it, with this VIN, answers. */
  readonly verdict: VerdictWord;
  readonly vin: string | null;
};

/** What the pages need of the rest of the product. */
export type PagesDependencies = {
  readonly words: Readonly<Record<Locale, Words>>;
  readonly verifyDocument: (request: VerificationRequest) => Promise<Result<Verdict>>;
  readonly lookUpConfirmation: (asked: { number: string; vinTail: string }) => Promise<Result<LineStatusView>>;
  /** Empty where this install has none. */
  readonly samples: () => Promise<readonly Sample[]>;
  readonly samplePdf: (file: string) => Promise<Uint8Array | null>;
  /** The time that is printed on a result. */
  readonly clock: Clock;
  /** The address printed on a result, without a slash at its end. */
  readonly publicUrl: string;
  /** Bounds how often one address may check; runs before an upload is read. */
  readonly limit: RequestHandler;
  readonly log: Pick<Logger, 'error'>;
};

import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Result } from '#core/confirmation/errors.ts';
import type { Verdict } from '#core/confirmation/verdict.ts';
import type { LineStatusView } from '../../app/confirmations/look-up-confirmation.ts';
import type { VehicleAsked } from '../../app/verification/compare-another-vehicle.ts';
import type { Inspect } from '../../app/verification/inspect-pdf.ts';
import type { ReopenedResult } from '../../app/verification/reopen-result.ts';
import type { VerificationRequest } from '../../app/verification/verify-document.ts';
import type { Locale, Words } from '../../i18n/words.ts';
import type { Sample } from '../../model/samples/sample.ts';
import type { KeptResult } from '../../model/verification/kept-result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccountPages } from './accounts/account-pages.ts';
import type { AdministrationPages } from './administration/administration-pages.ts';
import type { ApplicationPages } from './applications/application-pages.ts';
import type { BatchPages } from './batches/batch-pages.ts';
import type { OfficerPages } from './officers/officer-pages.ts';
import type { RequestPages } from './requests/request-pages.ts';

/** What the pages need of the rest of the product. */
export type PagesDependencies = {
  readonly words: Readonly<Record<Locale, Words>>;
  readonly verifyDocument: (request: VerificationRequest) => Promise<Result<Verdict>>;
  readonly inspect: Inspect;
  readonly lookUpConfirmation: (asked: { number: string; vinTail: string }) => Promise<Result<LineStatusView>>;
  /** Whether there are samples: pages lead to them only then. */
  readonly hasSamples: () => boolean;
  /** The results of checks: kept, opened again, compared with another vehicle. */
  readonly results: {
    readonly keep: (result: KeptResult) => Promise<string | null>;
    readonly reopen: (id: string) => Promise<ReopenedResult | null>;
    readonly compareAnother: (id: string, asked: VehicleAsked) => Promise<Result<string>>;
  };
  /** Empty where this install has none. */
  readonly samples: () => Promise<readonly Sample[]>;
  readonly samplePdf: (file: string) => Promise<Uint8Array | null>;
  /** The time that is printed on a result. */
  readonly clock: Clock;
  /** The address printed on a result, without a slash at its end. */
  readonly publicUrl: string;
  /** Bounds how often one address may check; runs before an upload is read. */
  readonly limit: RequestHandler;
  /** Bounds how often one address may open results. */
  readonly limitResults: RequestHandler;
  /** Reads an upload into memory. */
  readonly receive: RequestHandler;
  readonly log: Pick<Logger, 'error'>;
  /** Null where nobody signs in: pages on their own, in tests. */
  readonly accounts: AccountPages | null;
  /** Null where there are no accounts. */
  readonly applications: ApplicationPages | null;
  readonly officers: OfficerPages | null;
  readonly administration: AdministrationPages | null;
  /** Null where nobody signs in. */
  readonly requests: Omit<RequestPages, 'receive' | 'limit'> | null;
  readonly batches: BatchPages | null;
};

import express from 'express';
import type { Logger } from 'pino';
import type { Limits } from '../ports/limits.ts';
import { type BatchesDependencies, batchesRouter } from './api/batches.ts';
import { type ConfirmationsDependencies, confirmationsRouter } from './api/confirmations.ts';
import { descriptionsRouter } from './api/descriptions.ts';
import { type HealthDependencies, healthRouter } from './api/health.ts';
import { type InspectionsDependencies, inspectionsRouter } from './api/inspections.ts';
import { type KeysDependencies, keysRouter } from './api/keys.ts';
import { type ManufacturersDependencies, manufacturersRouter } from './api/manufacturers.ts';
import { type MetricsDependencies, metricsRouter } from './api/metrics.ts';
import { type RequestsDependencies, requestsApi } from './api/requests.ts';
import { type SealsDependencies, sealsRouter } from './api/seals.ts';
import { lookUpsRouter, type VerificationsDependencies, verificationsRouter } from './api/verifications.ts';
import { bearerToken, type TokenDependencies } from './middleware/bearer-token.ts';
import { checkLimit } from './middleware/check-limit.ts';
import { apiFaults } from './middleware/faults.ts';
import { forwardedAddresses } from './middleware/forwarded-addresses.ts';
import { KEY_REQUESTS_PER_MINUTE, keyLimit } from './middleware/key-limit.ts';
import { readableAddress } from './middleware/readable-address.ts';
import { refusalLimit } from './middleware/refusal-limit.ts';
import { requestId } from './middleware/request-id.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { type UploadOptions, uploads } from './middleware/uploads.ts';
import { type PagesDependencies, pagesRouter } from './pages/pages-router.ts';

export type AppDependencies = ConfirmationsDependencies &
  BatchesDependencies &
  HealthDependencies &
  KeysDependencies &
  ManufacturersDependencies &
  MetricsDependencies &
  RequestsDependencies &
  SealsDependencies &
  TokenDependencies &
  Omit<VerificationsDependencies, 'receive'> &
  Omit<InspectionsDependencies, 'receive'> & {
    readonly log: Logger;
    /** Counts what one address does. */
    readonly limits: Limits;
    readonly checksPerMinute: number;
    /** Another limit of each access key than the usual; for tests. */
    readonly keyRequestsPerMinute?: number;
    /** Addresses and networks whose `X-Forwarded-For` is believed; empty for none. */
    readonly trustedProxies: readonly string[];
    /** Other bounds of uploads than the usual; for tests. */
    readonly uploads?: UploadOptions;
    readonly pages: Pick<
      PagesDependencies,
      | 'hasSamples'
      | 'samples'
      | 'samplePdf'
      | 'clock'
      | 'publicUrl'
      | 'results'
      | 'accounts'
      | 'requests'
      | 'officers'
      | 'applications'
      | 'administration'
      | 'batches'
    >;
  };

/** Addresses whose refusals are problem documents; all others are pages. */
const FOR_PROGRAMS = ['/api', '/openapi.json', '/schemas', '/healthz', '/readyz', '/metrics'];

/** The whole HTTP surface, in order. */
export function createApp(deps: AppDependencies): express.Express {
  const { words } = deps;
  const limit = checkLimit(deps.limits, 'checks', deps.checksPerMinute);
  // Apart from it, so that an answer that leads to its result counts once.
  const limitResults = checkLimit(deps.limits, 'results', deps.checksPerMinute);
  // One for API and pages: both draw on the same memory.
  const receive = uploads(deps.uploads);
  const withToken = [
    bearerToken(deps, words),
    keyLimit(deps.limits, deps.keyRequestsPerMinute ?? KEY_REQUESTS_PER_MINUTE),
    refusalLimit(deps.limits, deps.checksPerMinute),
  ];
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustedProxies.length === 0 ? false : [...deps.trustedProxies]);
  app.use(forwardedAddresses);
  app.use(requestId(deps.log));
  app.use(securityHeaders());
  app.use(FOR_PROGRAMS, readableAddress('path-and-query'));
  app.use(healthRouter(deps));
  app.use(metricsRouter(deps));
  app.use(descriptionsRouter(words));
  app.use('/api/v1/verifications', limit, verificationsRouter({ ...deps, receive }));
  app.use('/api/v1/inspections', limit, inspectionsRouter({ ...deps, receive }));
  app.use('/api/v1/lookups', limit, lookUpsRouter(deps));
  app.use('/api/v1/confirmations', withToken, confirmationsRouter(deps));
  app.use('/api/v1/requests', withToken, requestsApi(deps));
  app.use('/api/v1/batches', withToken, batchesRouter(deps));
  app.use('/api/v1/keys', withToken, keysRouter(deps));
  app.use('/api/v1/manufacturers', withToken, manufacturersRouter(deps));
  app.use('/api/v1/manufacturers', withToken, sealsRouter(deps));
  app.use(FOR_PROGRAMS, ...apiFaults(words, deps.log));
  app.use(
    pagesRouter({
      ...deps.pages,
      words,
      limit,
      limitResults,
      receive,
      log: deps.log,
      verifyDocument: deps.verify,
      inspect: deps.inspect,
      lookUpConfirmation: deps.lookUp,
    }),
  );
  return app;
}

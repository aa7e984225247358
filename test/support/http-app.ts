import type { Express } from 'express';
import { pino } from 'pino';
import { type ServiceOptions, serviceApp } from '../../server/compose/service-app.ts';
import { createMemoryLimits } from '../../server/stores/limits/memory-limits.ts';
import { refuseUndocumentedAnswers } from './documented-answers.ts';
import type { TestInstall } from './install.ts';

type Overrides = Partial<
  Pick<
    ServiceOptions,
    'checksPerMinute' | 'keyRequestsPerMinute' | 'trustedProxies' | 'metrics' | 'log' | 'uploads'
  > & {
    /** Whether it counts in the store, with all other apps over the same install; else by itself. */
    readonly sharesLimits: boolean;
  }
>;

/** The real app over a test install. What its description does not name it answers with 599. */
export function testApp(install: TestInstall, overrides: Overrides = {}): Express {
  const limits = overrides.sharesLimits === true ? install.limits : createMemoryLimits(Date.now);
  const app = serviceApp(
    { ...install, limits },
    {
      data: install.folder,
      publicUrl: 'https://check.example',
      checksPerMinute: overrides.checksPerMinute ?? 10_000,
      ...(overrides.keyRequestsPerMinute === undefined ? {} : { keyRequestsPerMinute: overrides.keyRequestsPerMinute }),
      trustedProxies: overrides.trustedProxies ?? [],
      metrics: overrides.metrics ?? null,
      ...(overrides.uploads === undefined ? {} : { uploads: overrides.uploads }),
      log: overrides.log ?? pino({ level: 'silent' }),
    },
  );
  refuseUndocumentedAnswers(app);
  return app;
}

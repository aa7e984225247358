import type { Express } from 'express';
import { pino } from 'pino';
import { type ServiceOptions, serviceApp } from '../../server/compose/service-app.ts';
import { refuseUndocumentedAnswers } from './documented-answers.ts';
import type { TestInstall } from './install.ts';

/** The real app over a test install. What its description does not name it answers with 599. */
export function testApp(
  install: TestInstall,
  overrides: Partial<Pick<ServiceOptions, 'checksPerMinute' | 'trustedProxies' | 'metrics' | 'log' | 'uploads'>> = {},
): Express {
  const app = serviceApp(install, {
    data: install.folder,
    publicUrl: 'https://check.example',
    checksPerMinute: overrides.checksPerMinute ?? 10_000,
    trustedProxies: overrides.trustedProxies ?? [],
    metrics: overrides.metrics ?? null,
    ...(overrides.uploads === undefined ? {} : { uploads: overrides.uploads }),
    log: overrides.log ?? pino({ level: 'silent' }),
  });
  refuseUndocumentedAnswers(app);
  return app;
}

import type { Express } from 'express';
import { type Logger, pino } from 'pino';
import { serviceApp } from '../../server/service-app.ts';
import type { TestInstall } from './install.ts';

/** The real app over a test install. */
export function testApp(
  install: TestInstall,
  overrides: {
    readonly checksPerMinute?: number;
    readonly trustedProxies?: readonly string[];
    readonly log?: Logger;
  } = {},
): Express {
  return serviceApp(install, {
    data: install.folder,
    publicUrl: 'https://check.example',
    checksPerMinute: overrides.checksPerMinute ?? 10_000,
    trustedProxies: overrides.trustedProxies ?? [],
    log: overrides.log ?? pino({ level: 'silent' }),
  });
}

import express from 'express';
import type { ExpiringKey } from '../../app/keys/expiring-keys.ts';
import type { ExpiringSeal } from '../../app/seals/expiring-seals.ts';
import type { ExpiryWarning } from '../../model/keys/expiry-warning.ts';
import { RETRY_AFTER_SECONDS } from '../problem.ts';

export type HealthDependencies = {
  readonly storeAnswers: () => Promise<boolean>;
  /** The keys that sign today and whose certificates run out soon. */
  readonly expiringKeys: () => Promise<readonly ExpiringKey[]>;
  /** The manufacturers that can soon seal nothing more. */
  readonly expiringSeals: () => Promise<readonly ExpiringSeal[]>;
};

/**
 * `/healthz`: answers while the process lives and the store answers. `warnings` say what will fail one day, by a permanent
 * code; they change no status, since restarting the service would mend none of it.
 */
export function healthRouter({ storeAnswers, expiringKeys, expiringSeals }: HealthDependencies): express.Router {
  const router = express.Router();
  router.get('/healthz', async (_request, response) => {
    const store = await storeAnswers().catch(() => false);
    const keys = await warningsOf(expiringKeys, 'certificate-expires', 'keys-unreadable');
    const seals = await warningsOf(expiringSeals, 'seal-expires', 'seals-unreadable');
    const status = store ? 'ok' : 'store-unreachable';
    if (!store) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    response.status(store ? 200 : 503).json({ status, warnings: [...keys, ...seals] });
  });
  return router;
}

async function warningsOf(
  expiring: () => Promise<readonly ExpiryWarning[]>,
  code: 'certificate-expires' | 'seal-expires',
  otherwise: 'keys-unreadable' | 'seals-unreadable',
): Promise<readonly object[]> {
  try {
    return (await expiring()).map((warning) => ({ code, ...warning }));
  } catch {
    return [{ code: otherwise }];
  }
}

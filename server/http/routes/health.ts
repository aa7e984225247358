import express from 'express';
import type { ExpiringKey } from '../../app/expiring-keys.ts';

export type HealthDependencies = {
  readonly storeAnswers: () => Promise<boolean>;
  /** The keys that sign today and whose certificates run out soon. */
  readonly expiringKeys: () => Promise<readonly ExpiringKey[]>;
};

/**
 * `/healthz`: answers while the process lives and the store answers. `warnings` say what will fail one day, by a permanent
 * code; they change no status, since restarting the service would mend none of it.
 */
export function healthRouter({ storeAnswers, expiringKeys }: HealthDependencies): express.Router {
  const router = express.Router();
  router.get('/healthz', async (_request, response) => {
    const store = await storeAnswers().catch(() => false);
    const warnings = await expiringKeys()
      .then((keys) => keys.map((key) => ({ code: 'certificate-expires', ...key })))
      .catch(() => [{ code: 'keys-unreadable' }]);
    response.status(store ? 200 : 503).json({ status: store ? 'ok' : 'store-unreachable', warnings });
  });
  return router;
}

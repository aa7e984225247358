import express from 'express';
import type { ExpiringKey } from '../../app/keys/expiring-keys.ts';
import type { ExpiringSeal } from '../../app/seals/expiring-seals.ts';
import { type Fault, isReadyFor } from '../../model/health/fault.ts';
import type { ExpiryWarning } from '../../model/keys/expiry-warning.ts';
import { methodNotAllowed } from '../middleware/method-not-allowed.ts';
import { RETRY_AFTER_SECONDS } from '../problem.ts';

export type HealthDependencies = {
  /** Whether the store can be read. */
  readonly storeAnswers: () => Promise<boolean>;
  /** What is wrong now. */
  readonly findFaults: () => Promise<readonly Fault[]>;
  /** The keys that sign today and whose certificates run out soon. */
  readonly expiringKeys: () => Promise<readonly ExpiringKey[]>;
  /** The manufacturers that can soon seal nothing more. */
  readonly expiringSeals: () => Promise<readonly ExpiringSeal[]>;
};

/** What was found counts for so long, in ms: anybody may ask, and a look writes to the disk. */
const FOUND_MS = 2_000;

/**
 * `/healthz`: 200 while the process lives and the store can be read; else it may help to start it anew. `faults` say what
 * cannot be done now, `warnings` what will fail one day, by permanent codes; they change no status there. `/readyz`: 503
 * while something stops issuing or checking, with the same faults. Neither names files: the log does.
 */
export function healthRouter(deps: HealthDependencies): express.Router {
  const router = express.Router();
  const findFaults = remembered(deps.findFaults, FOUND_MS);
  router.get('/healthz', async (_request, response) => {
    const store = await deps.storeAnswers().catch(() => false);
    const keys = await warningsOf(deps.expiringKeys, 'certificate-expires', 'keys-unreadable');
    const seals = await warningsOf(deps.expiringSeals, 'seal-expires', 'seals-unreadable');
    const faults = told(await findFaults());
    const status = store ? (faults.length === 0 ? 'ok' : 'degraded') : 'store-unreachable';
    if (!store) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    response.status(store ? 200 : 503).json({ status, faults, warnings: [...keys, ...seals] });
  });
  router.get('/readyz', async (_request, response) => {
    const faults = await findFaults();
    const ready = { issue: isReadyFor('issue', faults), verify: isReadyFor('verify', faults) };
    const isReady = ready.issue && ready.verify;
    if (!isReady) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    response.status(isReady ? 200 : 503).json({ ready, faults: told(faults) });
  });
  router.all(['/healthz', '/readyz'], methodNotAllowed('GET', 'HEAD'));
  return router;
}

function told(faults: readonly Fault[]): readonly object[] {
  return faults.map(({ code, keyId }) => (keyId === null ? { code } : { code, keyId }));
}

/** One look at a time, and none while the last one counts. */
function remembered<Value>(look: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let last: { readonly value: Promise<Value>; readonly until: number } | null = null;
  return () => {
    if (last === null || performance.now() >= last.until) last = { value: look(), until: performance.now() + forMs };
    return last.value;
  };
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

import express from 'express';
import { type MetricsAccess, metricsAccess } from '../metrics/metrics-access.ts';
import type { Metrics } from '../metrics/open-metrics.ts';
import type { WordsByLocale } from '../middleware/locale.ts';

export type MetricsDependencies = {
  readonly words: WordsByLocale;
  /** Null where nobody may read them. */
  readonly metrics: { readonly open: () => Promise<Metrics>; readonly access: MetricsAccess } | null;
};

/** `/metrics`: for Prometheus and whoever reads its text format. Where nobody may, the address does not exist. */
export function metricsRouter({ metrics, words }: MetricsDependencies): express.Router {
  const router = express.Router();
  if (metrics === null) return router;
  router.get('/metrics', metricsAccess(metrics.access, words), async (_request, response) => {
    const { text, contentType } = await metrics.open();
    response
      .set('Content-Type', contentType)
      .set('Cache-Control', 'no-store')
      .send(await text());
  });
  return router;
}

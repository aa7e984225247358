import express from 'express';

/** `/healthz`: answers while the process lives and the store answers. */
export function healthRouter(storeAnswers: () => Promise<boolean>): express.Router {
  const router = express.Router();
  router.get('/healthz', async (_request, response) => {
    const store = await storeAnswers().catch(() => false);
    response.status(store ? 200 : 503).json({ status: store ? 'ok' : 'store-unreachable' });
  });
  return router;
}

import express from 'express';
import type { Words } from '../../../i18n/words.ts';
import { MAX_ROWS } from '../../../model/batches/batch.ts';
import { type SignedInDependencies, signedIn } from '../../middleware/signed-in.ts';
import { endedSession } from '../kept-form.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { batchPage, cancelForm, controlPage, issuedZip } from './batch.page.ts';
import type { BatchPages } from './batch-pages.ts';
import type { BatchTools } from './batch-tools.ts';
import { eventsPage } from './events.page.ts';
import { batchesPage } from './list.page.ts';
import { newBatchPage, proposePage, takeLinesPage } from './new.page.ts';
import { approvePage, issuedPage, previewPage, rejectPage, reviewPage } from './review.page.ts';

/** The pages of proposals and batches, within one language. */
export function batchesRouter(
  deps: BatchPages,
  accounts: SignedInDependencies,
  words: Words,
  render: PageRenderer,
): express.Router {
  const router = express.Router();
  const tools: BatchTools = { deps, words, render };
  const signed = signedIn(accounts, words);
  // Every row may be ticked.
  const fields = express.urlencoded({ extended: false, limit: 100_000, parameterLimit: MAX_ROWS + 50 });
  const resent = signedIn(accounts, words, endedSession(words, render, fields));
  router.get('/batches', signed, batchesPage(tools));
  router.post('/batches', signed, fields, proposePage(tools));
  router.get('/batches/new', signed, newBatchPage(tools));
  router.post('/batches/new', signed, fields, takeLinesPage(tools));
  router.get('/batches/:id', signed, batchPage(tools));
  router.get('/batches/:id/review', signed, reviewPage(tools));
  router.get('/batches/:id/rows/:row', signed, previewPage(tools));
  router.get('/batches/:id/issued/:number', signed, issuedPage(tools));
  router.get('/batches/:id/confirmations.zip', signed, issuedZip(tools));
  router.get('/batches/:id/events', signed, eventsPage(tools));
  router.post('/batches/:id/approve', signed, fields, approvePage(tools));
  router.post('/batches/:id/reject', resent, fields, rejectPage(tools));
  router.get('/batches/:id/cancel', signed, cancelForm(tools));
  router.post('/batches/:id/control', signed, fields, controlPage(tools));
  // Where a browser reloads the address of a form that was refused.
  router.get(['/batches/:id/approve', '/batches/:id/reject'], signed, reviewPage(tools));
  return router;
}

import express, { type RequestHandler } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { sameOrigin } from '../../middleware/same-origin.ts';
import { type SignedInDependencies, signedIn } from '../../middleware/signed-in.ts';
import type { PageHandlers } from '../accounts/page-tools.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { ApplicationPages, ApplicationTools } from './application-pages.ts';
import { acceptPage, applicationPage, applicationsPage, refusePage, tellPage } from './applications.page.ts';
import { confirmPage, registerPage, saidPage } from './register.page.ts';

/** The pages by which an exporter asks to be registered, and of those who decide, within one language. */
export function applicationsRouter(
  deps: ApplicationPages,
  accounts: SignedInDependencies,
  words: Words,
  render: PageRenderer,
  limit: RequestHandler,
): express.Router {
  const router = express.Router();
  const fields = express.urlencoded({ extended: false, limit: 20_000, parameterLimit: 50 });
  const tools: ApplicationTools = { deps, words, render };
  const own = sameOrigin(accounts.publicUrl);
  const signed = signedIn(accounts, words);
  const open = (path: string, { get, post }: PageHandlers) => {
    router.get(path, limit, get);
    router.post(path, own, limit, fields, post);
  };
  const closed = (path: string, { get, post }: PageHandlers) => {
    router.get(path, signed, get);
    router.post(path, signed, fields, post);
  };
  open('/register', registerPage(tools));
  router.get('/register/sent', saidPage(tools, 'sent'));
  router.get('/register/waiting', saidPage(tools, 'waiting'));
  open('/register/confirm/:token', confirmPage(tools));
  router.get('/applications', signed, applicationsPage(tools));
  router.get('/applications/:id', signed, applicationPage(tools));
  closed('/applications/:id/accept', acceptPage(tools));
  closed('/applications/:id/refuse', refusePage(tools));
  router.post('/applications/:id/letter', signed, fields, tellPage(tools));
  return router;
}

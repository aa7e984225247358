import express, { type RequestHandler } from 'express';
import type { Words } from '../../../i18n/words.ts';
import type { SignedInDependencies } from '../../middleware/signed-in.ts';
import { formRoutes } from '../form-routes.ts';
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
  const tools: ApplicationTools = { deps, words, render };
  const { fields, signed, open, closed, kept } = formRoutes(router, accounts, words, render, limit);
  open('/register', registerPage(tools));
  router.get('/register/sent', saidPage(tools, 'sent'));
  router.get('/register/waiting', saidPage(tools, 'waiting'));
  open('/register/confirm/:token', confirmPage(tools));
  router.get('/applications', signed, applicationsPage(tools));
  router.get('/applications/:id', signed, applicationPage(tools));
  closed('/applications/:id/accept', acceptPage(tools));
  kept('/applications/:id/refuse', refusePage(tools));
  router.post('/applications/:id/letter', signed, fields, tellPage(tools));
  return router;
}

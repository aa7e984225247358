import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { type SignedInDependencies, signedIn } from '../../middleware/signed-in.ts';
import { refusedUpload } from '../error.page.ts';
import { endedSession } from '../kept-form.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AdministrationPages } from './administration-pages.ts';
import { auditDownload, auditPage, verifyAuditPage } from './audit.page.ts';
import { installPage } from './install.page.ts';
import { manufacturerPage, ownManufacturerPage } from './manufacturer.page.ts';
import { importListsPage, MAX_REGISTRATION_BYTES, registerPage, registrationForm } from './registration.page.ts';
import { proposeSealPage, sealForm, sealPreviewPage } from './seal.page.ts';
import { askStepPage, doStepPage } from './steps.page.ts';
import { trustRoutes } from './trust-routes.ts';

/** The pages of administrators and auditors, within one language. */
export function administrationRouter(
  deps: AdministrationPages & { readonly receive: RequestHandler },
  accounts: SignedInDependencies,
  words: Words,
  render: PageRenderer,
): express.Router {
  const router = express.Router();
  const signed = signedIn(accounts, words);
  const form = express.urlencoded({ extended: false, limit: MAX_REGISTRATION_BYTES, parameterLimit: 20 });
  const resent = signedIn(accounts, words, endedSession(words, render, form));
  router.get('/administration', signed, installPage(deps, words, render));
  for (const path of ['/administration/manufacturer', '/manufacturers/:id/registration']) {
    router.get(path, signed, registrationForm(deps, words, render));
    router.post(path, resent, form, registerPage(deps, words, render));
    router.post(`${path}/list`, signed, deps.receive, importListsPage(deps, words, render));
    // Where a browser asks again for the address of what was read.
    router.get(`${path}/list`, signed, ({ baseUrl, path: asked }: Request, response: Response) =>
      response.redirect(303, `${baseUrl}${asked}`.replace(/\/list$/, '')),
    );
  }
  router.get('/manufacturer', signed, ownManufacturerPage(words, render));
  router.get('/manufacturers/:id', signed, manufacturerPage(deps, words, render));
  router.get('/manufacturers/:id/seals', signed, sealForm(deps, words, render));
  router.post('/manufacturers/:id/seals', signed, deps.receive, proposeSealPage(deps, words, render));
  router.get('/manufacturers/:id/seals/:version/preview', signed, sealPreviewPage(deps, words, render));
  const { trust, clock } = deps;
  trustRoutes(router, { trust, clock, words, render }, { signed, receive: deps.receive });
  for (const path of ['/administration/:kind/:id/:step', '/administration/:kind/:id/:version/:step']) {
    router.get(path, signed, askStepPage(deps, words, render));
    router.post(path, signed, doStepPage(deps, words, render));
  }
  router.get('/audit', signed, auditPage(deps, words, render));
  router.get('/audit.csv', signed, auditDownload(deps, words, render));
  router.post('/audit/verified', signed, verifyAuditPage(deps, words, render));
  router.use(['/administration', '/manufacturers'], refusedUpload(words, render));
  return router;
}

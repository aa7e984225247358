import express from 'express';
import type { Words } from '../../../i18n/words.ts';
import { type SignedInDependencies, signedIn } from '../../middleware/signed-in.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AdministrationPages } from './administration-pages.ts';
import { auditDownload, auditPage, verifyAuditPage } from './audit.page.ts';
import { installPage } from './install.page.ts';
import { MAX_MANUFACTURER_LENGTH, manufacturerFormPage, registerManufacturerPage } from './manufacturer-form.page.ts';
import { askStepPage, doStepPage } from './steps.page.ts';

/** A character may take nine in a form. */
const MAX_FORM_BYTES = MAX_MANUFACTURER_LENGTH * 9;

/** The pages of administrators and auditors, within one language. */
export function administrationRouter(
  deps: AdministrationPages,
  accounts: SignedInDependencies,
  words: Words,
  render: PageRenderer,
): express.Router {
  const router = express.Router();
  const signed = signedIn(accounts, words);
  const form = express.urlencoded({ extended: false, limit: MAX_FORM_BYTES, parameterLimit: 5 });
  router.get('/administration', signed, installPage(deps, words, render));
  router.get('/administration/manufacturer', signed, manufacturerFormPage(words, render));
  router.post('/administration/manufacturer', signed, form, registerManufacturerPage(deps, words, render));
  for (const path of ['/administration/:kind/:id/:step', '/administration/:kind/:id/:version/:step']) {
    router.get(path, signed, askStepPage(deps, words, render));
    router.post(path, signed, doStepPage(deps, words, render));
  }
  router.get('/audit', signed, auditPage(deps, words, render));
  router.get('/audit.csv', signed, auditDownload(deps, words, render));
  router.post('/audit/verified', signed, verifyAuditPage(deps, words, render));
  return router;
}

import express, { type RequestHandler } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { type SignedInDependencies, signedIn } from '../../middleware/signed-in.ts';
import { refusedUpload } from '../error.page.ts';
import { endedSession } from '../kept-form.ts';
import {
  importOutletsPage,
  outletForm,
  outletsDownload,
  outletsPage,
  outletsWorkbook,
  saveOutletPage,
} from '../outlets/outlets.page.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { sharedPage } from '../shared/shared.page.ts';
import { askChangeForm, askChangePage } from './ask-change.page.ts';
import { attachmentDownload, attachPage, detachPage } from './attachments.page.ts';
import { cancelForm, cancelPage, decidePage } from './change.page.ts';
import { checkAnswersPage, submitPage } from './check-answers.page.ts';
import { confirmationDownload, confirmationsDownload } from './downloads.page.ts';
import { listDownload, listPage } from './list.page.ts';
import { makePage, newPage } from './new.page.ts';
import { requestPage } from './request.page.ts';
import type { RequestPages } from './request-pages.ts';
import { endLinkPage, makeLinkPage, sharePage } from './share.page.ts';
import { templateDownload, templateWorkbook } from './template.page.ts';
import { vehicleListPage } from './vehicle-list.page.ts';
import { saveVehiclesPage, vehiclesPage } from './vehicles.page.ts';
import { withdrawForm, withdrawPage } from './withdraw.page.ts';

/** The pages of requests and outlets, and what a shared link shows, within one language. */
export function requestsRouter(
  deps: RequestPages,
  accounts: SignedInDependencies,
  words: Words,
  render: PageRenderer,
): express.Router {
  const router = express.Router();
  const signed = signedIn(accounts, words);
  const fields = express.urlencoded({ extended: false, limit: 100_000, parameterLimit: 1_500 });
  // Every line of a request may be ticked.
  const pasted = express.urlencoded({ extended: false, limit: 2_000_000, parameterLimit: 10 });
  // Forms in which much is typed: when their session has ended, their fields are sent again.
  const resent = signedIn(accounts, words, endedSession(words, render, fields));
  const { receive } = deps;
  router.get('/requests', signed, listPage(deps, words, render));
  router.get('/requests/list.csv', signed, listDownload(deps, words, render));
  router.get('/requests/template.csv', signed, templateDownload(words));
  router.get('/requests/template.xlsx', signed, templateWorkbook(words));
  router.get('/requests/new', signed, newPage(deps, words, render));
  router.post('/requests', resent, fields, makePage(deps, words, render));
  router.get('/requests/ask-change', signed, askChangeForm(deps, words, render));
  router.post('/requests/ask-change', resent, fields, askChangePage(deps, words, render));
  router.get('/requests/:id', signed, requestPage(deps, words, render));
  router.get('/requests/:id/vehicles', signed, vehiclesPage(deps, words, render));
  router.post('/requests/:id/vehicles', resent, fields, saveVehiclesPage(deps, words, render));
  router.post('/requests/:id/pasted', signed, pasted, vehicleListPage(deps, words, render));
  router.post('/requests/:id/sheet', signed, receive, vehicleListPage(deps, words, render));
  router.get('/requests/:id/check', signed, checkAnswersPage(deps, words, render));
  router.post('/requests/:id/check', resent, fields, submitPage(deps, words, render));
  router.post('/requests/:id/decide', resent, fields, decidePage(deps, words, render));
  router.get('/requests/:id/cancel', signed, cancelForm(deps, words, render));
  router.post('/requests/:id/cancel', resent, fields, cancelPage(deps, words, render));
  router.post('/requests/:id/attachments', signed, receive, attachPage(deps, words, render));
  router.get('/requests/:id/attachments/:attachment', signed, attachmentDownload(deps, words, render));
  router.post('/requests/:id/attachments/:attachment/remove', signed, fields, detachPage(deps, words, render));
  router.get('/requests/:id/confirmations.zip', signed, confirmationsDownload(deps, words, render));
  router.get('/requests/:id/confirmations/:number', signed, confirmationDownload(deps, words, render));
  router.get('/requests/:id/lines/:line/share', signed, sharePage(deps, words, render));
  router.post('/requests/:id/lines/:line/share', signed, fields, makeLinkPage(deps, words, render));
  router.post('/requests/:id/lines/:line/links/:link/end', signed, fields, endLinkPage(deps, words, render));
  router.get('/confirmations/:number/withdraw', signed, withdrawForm(deps, words, render));
  router.post('/confirmations/:number/withdraw', signed, fields, withdrawPage(deps, words, render));
  router.get('/outlets', signed, outletsPage(deps, words, render));
  router.get('/outlets/list.csv', signed, outletsDownload(deps, words, render));
  router.get('/outlets/list.xlsx', signed, outletsWorkbook(deps, words, render));
  router.get('/outlets/form', signed, outletForm(deps, words, render));
  router.post('/outlets/form', resent, fields, saveOutletPage(deps, words, render));
  router.post('/outlets/import', signed, receive, importOutletsPage(deps, words, render));
  router.get('/shared/:token', deps.limit, sharedPage(deps, words, render));
  // Where a browser reloads the address of a form that was refused.
  router.get(['/requests/:id/pasted', '/requests/:id/sheet'], signed, nextTo('vehicles'));
  router.get(['/requests/:id/decide', '/requests/:id/attachments', '/outlets/import'], signed, nextTo('.'));
  router.use(['/requests', '/outlets'], refusedUpload(words, render));
  return router;
}

/** Leads to a page beside the one that was asked for, or to the one above it. */
function nextTo(name: string): RequestHandler {
  return ({ baseUrl, path }, response) => {
    const above = `${baseUrl}${path}`.replace(/\/[^/]*$/, '');
    response.redirect(303, name === '.' ? above : `${above}/${name}`);
  };
}

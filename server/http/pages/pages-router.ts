import express from 'express';
import type { Words } from '../../i18n/words.ts';
import { requestWords } from '../middleware/locale.ts';
import { readableAddress } from '../middleware/readable-address.ts';
import { recognised } from '../middleware/signed-in.ts';
import { aboutPage } from './about/about.page.ts';
import { accountsRouter } from './accounts/accounts-router.ts';
import { providerCallback } from './accounts/provider.page.ts';
import { administrationRouter } from './administration/administration-router.ts';
import { applicationsRouter } from './applications/applications-router.ts';
import { createPageAssets } from './assets.ts';
import { batchesRouter } from './batches/batches-router.ts';
import { checkPage, keptCheckPage, printedNumber } from './check/check.page.ts';
import { anotherVehiclePage, resultDownload, resultPage } from './check/result.page.ts';
import { signedRevisionPage } from './check/signed-revision.page.ts';
import { verifyPage } from './check/verify.page.ts';
import { docsPage } from './docs/docs.page.ts';
import { faultPage, notFoundPage } from './error.page.ts';
import { LANGUAGES, segmentOf } from './languages.ts';
import { numberPage } from './number/number.page.ts';
import { numberFormPage } from './number/number-form.page.ts';
import { officersRouter } from './officers/officers-router.ts';
import { createPageRenderer, type PageRenderer } from './page-renderer.ts';
import type { PagesDependencies } from './pages-dependencies.ts';
import { problemPage, problemsPage } from './problems/problems.page.ts';
import { requestsRouter } from './requests/requests-router.ts';
import { checkSamplePage, sampleDownload, samplesPage } from './samples/samples.page.ts';

export type { PagesDependencies } from './pages-dependencies.ts';

/**
 * The pages under `/zh`, `/en` and `/ru`, their assets, and the pages of what is not found or fails.
 * Comes last in the application: every address that nobody answered ends here.
 */
export function pagesRouter(deps: PagesDependencies): express.Router {
  const assets = createPageAssets();
  const render = createPageRenderer(assets.base, deps.hasSamples);
  const router = express.Router();
  router.use(readableAddress('path'));
  router.use(assets.router);
  router.get('/', (request, response) => {
    const number = printedNumber(request);
    const query = number === '' ? '' : `?number=${number}#by-number`;
    response.vary('Accept-Language').redirect(302, `/${segmentOf(requestWords(request, deps.words).locale)}/${query}`);
  });
  router.get('/samples/:file', sampleDownload(deps));
  // Buyers are written to in Arabic by the same pages.
  router.get('/ar/shared/:token', (request, response) =>
    response.set('Referrer-Policy', 'no-referrer').redirect(302, `/en${encodeURI(request.path).slice('/ar'.length)}`),
  );
  router.get(['/problems', '/problems/:code', '/docs'], (request, response) =>
    response
      .vary('Accept-Language')
      .redirect(302, `/${segmentOf(requestWords(request, deps.words).locale)}${encodeURI(request.path)}`),
  );
  if (deps.accounts !== null)
    router.get('/sign-in/callback/:id', deps.limitResults, providerCallback(deps.accounts, deps.words, render));
  for (const { segment, locale } of LANGUAGES) {
    router.use(`/${segment}`, languageRouter(deps, deps.words[locale], render));
  }
  router.use(notFoundPage((request) => requestWords(request, deps.words), render));
  router.use(faultPage(deps, (request) => requestWords(request, deps.words), render));
  return router;
}

/** The pages of one language. What changes something stands behind `signedIn`, or checks where its form comes from. */
function languageRouter(deps: PagesDependencies, words: Words, render: PageRenderer): express.Router {
  const router = express.Router();
  const fields = express.urlencoded({ extended: false, limit: 10_000, parameterLimit: 20 });
  const { accounts, applications, officers, administration, requests, batches } = deps;
  if (accounts !== null) router.use(recognised(accounts, words));
  router.get('/', checkPage(words, render));
  router.post('/', fields, keptCheckPage(words, render));
  router.post('/verify', deps.limit, deps.receive, verifyPage(deps, words, render));
  router.get('/results/:id', deps.limitResults, resultPage(deps, words, render));
  router.get('/results/:id/files.csv', deps.limitResults, resultDownload(deps, words, render));
  router.post('/results/:id/vehicle', deps.limit, fields, anotherVehiclePage(deps, words, render));
  router.post('/signed-revision', deps.limit, deps.receive, signedRevisionPage(deps, words, render));
  router.get('/number', numberFormPage(words, render));
  router.post('/number', deps.limit, fields, numberPage(deps, words, render));
  router.get('/samples', samplesPage(deps, words, render));
  router.post('/samples', deps.limit, fields, checkSamplePage(deps, words, render));
  router.get('/about', aboutPage(words, render));
  router.get('/problems', problemsPage(words, render));
  router.get('/problems/:code', problemPage(words, render));
  // The longest page there is: its rendering is bounded as questions to the store are.
  router.get('/docs', deps.limitResults, docsPage(words, render));
  if (accounts !== null)
    router.use(accountsRouter(accounts, words, render, { limit: deps.limitResults, now: deps.clock.now }));
  if (accounts !== null && applications !== null)
    router.use(applicationsRouter(applications, accounts, words, render, deps.limitResults));
  if (accounts !== null && officers !== null) router.use(officersRouter(officers, accounts, words, render));
  if (accounts !== null && batches !== null) router.use(batchesRouter(batches, accounts, words, render));
  if (accounts !== null && administration !== null)
    router.use(administrationRouter({ ...administration, receive: deps.receive }, accounts, words, render));
  if (accounts !== null && requests !== null) {
    const pages = { ...requests, receive: deps.receive, limit: deps.limitResults };
    router.use(requestsRouter(pages, accounts, words, render));
  }
  // Where a browser reloads the address of a result, or somebody shares it.
  router.get(['/verify', '/signed-revision'], (_request, response) =>
    response.redirect(303, `/${segmentOf(words.locale)}/`),
  );
  router.get('/results/:id/vehicle', (request, response) =>
    response.redirect(303, `/${segmentOf(words.locale)}/results/${encodeURIComponent(request.params.id)}`),
  );
  router.use(notFoundPage(() => words, render));
  router.use(faultPage(deps, () => words, render));
  return router;
}

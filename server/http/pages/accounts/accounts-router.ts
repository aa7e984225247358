import express from 'express';
import type { Words } from '../../../i18n/words.ts';
import { browserOf, sameOrigin } from '../../middleware/same-origin.ts';
import { privatePage, signedIn } from '../../middleware/signed-in.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import type { AccountPages } from './account-pages.ts';
import { codeForm, codePage } from './code.page.ts';
import { homePage } from './home.page.ts';
import { setCookies, signInForm, signInPage } from './sign-in.page.ts';

/** The pages by which people sign in, and of what is theirs, within one language. */
export function accountsRouter(deps: AccountPages, words: Words, render: PageRenderer): express.Router {
  const router = express.Router();
  const fields = express.urlencoded({ extended: false, limit: 20_000, parameterLimit: 50 });
  const own = sameOrigin(deps.publicUrl);
  router.get('/sign-in', signInForm(deps, words, render));
  router.post('/sign-in', own, fields, signInPage(deps, words, render));
  router.get('/sign-in/code', codeForm(words, render));
  router.post('/sign-in/code', own, fields, codePage(deps, words, render));
  router.post('/sign-out', own, async (request, response) => {
    privatePage(response);
    setCookies(response, await deps.signOut(browserOf(request, deps.publicUrl)));
    response.redirect(303, `/${segmentOf(words.locale)}/sign-in`);
  });
  const signed = signedIn(deps, words);
  router.get('/home', signed, homePage(words, render));
  return router;
}

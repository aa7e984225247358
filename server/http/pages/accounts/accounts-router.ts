import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import { formRoutes } from '../form-routes.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { accessKeysPage, createAccessKeyPage, endAccessKeyPage } from './access-keys.page.ts';
import { accountPage, endSessionsPage, mailsPage, passwordPage } from './account.page.ts';
import type { AccountPages } from './account-pages.ts';
import { authenticatorPage, backupCodesPage, confirmAuthenticatorPage } from './change-factor.page.ts';
import { codeForm, codePage } from './code.page.ts';
import { homePage } from './home.page.ts';
import { invitationPage } from './invitation.page.ts';
import { keySealingPage } from './key-sealing.page.ts';
import { noticesOffPage } from './notices-off.page.ts';
import { addOrganisationPage, closeOrganisationPage, organisationsPage } from './organisations.page.ts';
import { outboxPage } from './outbox.page.ts';
import { leadTo, type PageTools } from './page-tools.ts';
import { addPasskeyPage, passkeysPage, removePasskeyPage } from './passkeys.page.ts';
import { invitePage, peoplePage, resendInvitationPage, withdrawInvitationPage } from './people.page.ts';
import { approveRolesPage, endPersonPage, personPage, personStepPage, withdrawRolesPage } from './person.page.ts';
import { chooseProviderPage, goToProvider, providerPage } from './provider.page.ts';
import { forgottenPage, resetPage } from './reset.page.ts';
import { secondFactorPage, turnOnPage } from './second-factor.page.ts';
import { setCookies, signInForm, signInPage } from './sign-in.page.ts';
import { passkeySignInPage } from './sign-in-passkey.page.ts';

/** The pages by which people sign in, and of what is theirs and their organisation's, within one language. */
export function accountsRouter(
  deps: AccountPages,
  words: Words,
  render: PageRenderer,
  { limit, now }: { readonly limit: RequestHandler; readonly now: () => string },
): express.Router {
  const router = express.Router();
  const tools: PageTools = { deps, words, render };
  const { fields, own, signed, open, closed, kept } = formRoutes(router, deps, words, render, limit);
  router.get('/sign-in', signInForm(deps, words, render));
  router.post('/sign-in', own, fields, signInPage(deps, words, render));
  open('/sign-in/code', { get: codeForm(words, render), post: codePage(deps, words, render) });
  open('/sign-in/passkey', passkeySignInPage(tools));
  open('/sign-in/with', chooseProviderPage(tools));
  router.get('/sign-in/with/:id', limit, providerPage(tools));
  router.get('/sign-in/with/:id/go', limit, goToProvider(tools));
  open('/invitation/:token', invitationPage(tools));
  // The link itself says who asks: mail programs send no origin, and no cookie counts.
  const noticesOff = noticesOffPage(tools);
  router.get('/notices/off/:token', limit, noticesOff.get);
  router.post('/notices/off/:token', limit, noticesOff.post);
  open('/forgotten', forgottenPage(tools));
  router.get('/forgotten/sent', (_request, response) => {
    privatePage(response);
    render(response, words, 'accounts/sent', { title: words.text('accounts.sent.title'), path: 'forgotten/sent' });
  });
  open('/reset/:token', resetPage(tools));
  router.post('/sign-out', own, async (request, response) => {
    privatePage(response);
    const browser = browserOf(request, deps.publicUrl);
    const isByProvider = (await deps.identify(browser))?.isByProvider === true;
    setCookies(response, await deps.signOut(browser));
    // At the provider they may be signed in still.
    leadTo(response, words, `sign-in?done=${isByProvider ? 'out-here' : 'out'}`);
  });
  router.get('/home', signed, homePage(tools));
  router.get('/account', signed, accountPage(tools));
  router.post('/account/sessions/end', signed, fields, endSessionsPage(tools));
  router.post('/account/mails', signed, fields, mailsPage(tools));
  closed('/account/password', passwordPage(tools));
  closed('/account/second-factor', secondFactorPage(tools));
  closed('/account/authenticator', authenticatorPage(tools));
  router.post('/account/authenticator/on', signed, fields, confirmAuthenticatorPage(tools));
  closed('/account/backup-codes', backupCodesPage(tools));
  closed('/account/passkeys', passkeysPage(tools));
  router.post('/account/passkeys/add', signed, fields, addPasskeyPage(tools));
  router.post('/account/passkeys/remove', signed, fields, removePasskeyPage(tools));
  router.post('/account/second-factor/on', signed, fields, turnOnPage(tools));
  // Where a browser asks again for the address of a code that was refused.
  router.get('/account/second-factor/on', signed, (_request: Request, response: Response) =>
    leadTo(response, words, 'account/second-factor'),
  );
  router.get('/people', signed, peoplePage(tools));
  kept('/people/invite', invitePage(tools));
  router.post('/people/invitations/resend', signed, fields, resendInvitationPage(tools));
  router.post('/people/invitations/withdraw', signed, fields, withdrawInvitationPage(tools));
  closed('/people/:id', personPage(tools));
  closed('/people/:id/approve', approveRolesPage(tools));
  router.post('/people/:id/withdraw', signed, fields, withdrawRolesPage(tools));
  closed('/people/:id/end', endPersonPage(tools));
  for (const step of ['reset', 'release', 'sessions', 'unlock'] as const)
    closed(`/people/:id/${step}`, personStepPage(tools, step));
  router.get('/organisations', signed, organisationsPage(tools));
  kept('/organisations/add', addOrganisationPage(tools));
  closed('/organisations/:id/close', closeOrganisationPage(tools));
  router.get('/access-keys', signed, accessKeysPage(tools, now));
  closed('/access-keys/create', createAccessKeyPage(tools));
  closed('/access-keys/:id/end', endAccessKeyPage(tools));
  closed('/access-keys/:id/sealing/propose', keySealingPage(tools, 'propose'));
  closed('/access-keys/:id/sealing/approve', keySealingPage(tools, 'approve'));
  router.get('/outbox', signed, outboxPage(tools));
  return router;
}

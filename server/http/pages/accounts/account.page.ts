import type { RequestHandler, Response } from 'express';
import { LOCALES } from '../../../i18n/words.ts';
import { actorOf } from '../../actor-of.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { personOf } from '../../middleware/signed-in.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { LANGUAGES } from '../languages.ts';
import { timeView } from '../texts.ts';
import { field } from './account-form.ts';
import { doneOf, leadTo, type PageTools, refusedForm } from './page-tools.ts';
import { setCookies } from './sign-in.page.ts';

/** Who one is here, the sessions that are open, and what can be changed. */
export function accountPage({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    const actor = actorOf(response);
    const { sessionId, locale, notices } = personOf(response);
    const sessions = await deps.own.sessions(actor);
    render(response, words, 'accounts/account', {
      title: words.text('accounts.account.title'),
      path: 'account',
      roles: actor.roles.map((role) => words.text(`accounts.roles.${role}`)),
      done: doneOf(request, ['second-factor', 'authenticator', 'password', 'mails', 'sessions']),
      languageItems: LANGUAGES.map(({ locale: value, name }) => ({ value, text: name, selected: value === locale })),
      notices,
      sessions: sessions.map(({ id, since, until, userAgent }) => ({
        ...{ id, userAgent, isThis: id === sessionId },
        ...{ since: timeView(since), until: timeView(until) },
      })),
    });
  };
}

/** Ends one of the sessions, or all others. */
export function endSessionsPage({ deps, words }: PageTools): RequestHandler {
  return async (request, response) => {
    const one = field(request.body, 'session');
    const which = one === '' ? { allBut: personOf(response).sessionId } : { one };
    await deps.own.endSessions(browserOf(request, deps.publicUrl), which, actorOf(response));
    leadTo(response, words, 'account?done=sessions');
  };
}

/** The language of mails, and which are sent. */
export function mailsPage({ deps, words }: PageTools): RequestHandler {
  return async (request, response) => {
    const locale = LOCALES.find((known) => known === field(request.body, 'locale'));
    const notices = field(request.body, 'notices') === 'yes';
    if (locale !== undefined) await deps.own.changeMails({ locale, notices }, actorOf(response));
    leadTo(response, words, 'account?done=mails');
  };
}

/** Sets another password, where the present one is given. */
export function passwordPage({ deps, words, render }: PageTools): PageHandlers {
  const show = (response: Response, errors: readonly FormError[]) => {
    const title = words.text('accounts.change-password.title');
    render(response, words, 'accounts/password', { title, path: 'account/password', ...errorsModel(errors, words) });
  };
  return {
    get: (_request, response) => show(response, []),
    post: async (request, response) => {
      const asked = { former: field(request.body, 'former'), next: field(request.body, 'next') };
      const browser = browserOf(request, deps.publicUrl);
      const changed = await deps.own.changePassword(browser, asked, actorOf(response));
      if (!changed.ok) return show(response, refusedForm(response, changed.problem, 'former', words));
      setCookies(response, changed.value);
      leadTo(response, words, 'account?done=password');
    },
  };
}

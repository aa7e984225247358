import type { RequestHandler, Response } from 'express';
import type { Words } from '../../../i18n/words.ts';
import type { CookieChanges } from '../../../ports/accounts.ts';
import { clientAddress } from '../../middleware/client-address.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import { ownPath } from '../../own-path.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { field, problemErrors } from './account-form.ts';
import type { AccountPages } from './account-pages.ts';

type SignInForm = { readonly email: string; readonly to: string };

/** Asks for e-mail and password. Whoever is signed in already goes on to where they wanted to. */
export function signInForm(deps: AccountPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    privatePage(response);
    const to = ownPath(request.query.to) ?? '';
    const identified = await deps.identify(browserOf(request, deps.publicUrl));
    if (identified !== null) return response.redirect(303, placeAfter(to, words));
    const done = ['reset', 'out', 'out-here'].find((word) => word === request.query.done) ?? null;
    renderSignIn(deps, response, words, render, { email: '', to }, [], done);
  };
}

/** Signs in, asks for the second factor, or says that e-mail or password is wrong, and never which. */
export function signInPage(deps: AccountPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    privatePage(response);
    const form = { email: field(request.body, 'email').trim(), to: ownPath(field(request.body, 'to')) ?? '' };
    const asked = { email: form.email, password: field(request.body, 'password') };
    const step = await deps.signIn(browserOf(request, deps.publicUrl), asked, clientAddress(request));
    if (!step.ok) {
      setStatus(response, step.problem.code);
      return renderSignIn(deps, response, words, render, form, problemErrors(step.problem, 'email', words));
    }
    setCookies(response, step.value.cookies);
    if (step.value.next === 'signed-in') return response.redirect(303, placeAfter(form.to, words));
    response.redirect(303, `/${segmentOf(words.locale)}/sign-in/code${queryOf(form.to)}`);
  };
}

/** Where somebody goes on after signing in. */
export function placeAfter(to: string, words: Words): string {
  return ownPath(to) ?? `/${segmentOf(words.locale)}/home`;
}

/** The query that keeps it. */
export function queryOf(to: string): string {
  return to === '' ? '' : `?to=${encodeURIComponent(to)}`;
}

export function setCookies(response: Response, cookies: CookieChanges): void {
  for (const cookie of cookies) response.append('Set-Cookie', cookie);
}

function renderSignIn(
  { providers }: Pick<AccountPages, 'providers'>,
  response: Response,
  words: Words,
  render: PageRenderer,
  form: SignInForm,
  errors: readonly FormError[],
  done: string | null = null,
): void {
  const title = words.text('accounts.sign-in.title');
  const query = queryOf(form.to);
  render(response, words, 'accounts/sign-in', {
    title,
    path: 'sign-in',
    query,
    form,
    done,
    hasProviders: providers.areThere,
    ...errorsModel(errors, words),
  });
}

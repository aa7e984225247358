import type { Request, Response } from 'express';
import { clientAddress } from '../../middleware/client-address.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import { ownPath } from '../../own-path.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { field, longField } from './account-form.ts';
import { type PageTools, refusedForm } from './page-tools.ts';
import { renderRefusal } from './refusal.ts';
import { placeAfter, queryOf, setCookies } from './sign-in.page.ts';

/** Signs in with a passkey: the script of the page asks the browser, and posts what it answers. */
export function passkeySignInPage({ deps, words, render }: PageTools): PageHandlers {
  const show = async (request: Request, response: Response, to: string, errors: readonly FormError[]) => {
    const begun = await deps.beginPasskeySignIn(browserOf(request, deps.publicUrl), clientAddress(request));
    if (!begun.ok) return renderRefusal(response, words, render, begun.problem);
    setCookies(response, begun.value.cookies);
    render(response, words, 'accounts/sign-in-passkey', {
      title: words.text('accounts.passkeys.sign-in'),
      path: 'sign-in/passkey',
      ...{ to, query: queryOf(to), options: begun.value.options },
      ...errorsModel(errors, words),
    });
  };
  return {
    get: async (request, response) => {
      privatePage(response);
      await show(request, response, ownPath(request.query.to) ?? '', []);
    },
    post: async (request, response) => {
      privatePage(response);
      const to = ownPath(field(request.body, 'to')) ?? '';
      const browser = browserOf(request, deps.publicUrl);
      const step = await deps.signInWithPasskey(browser, longField(request.body, 'answer'), clientAddress(request));
      if (!step.ok) return show(request, response, to, refusedForm(response, step.problem, 'passkey', words));
      setCookies(response, step.value.cookies);
      response.redirect(303, placeAfter(to, words));
    },
  };
}

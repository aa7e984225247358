import type { RequestHandler, Response } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { clientAddress } from '../../middleware/client-address.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import { ownPath } from '../../own-path.ts';
import { setStatus } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { field, problemErrors } from './account-form.ts';
import type { AccountPages } from './account-pages.ts';
import { placeAfter, queryOf, setCookies } from './sign-in.page.ts';

/** Asks for the code of the second factor, after the password. */
export function codeForm(words: Words, render: PageRenderer): RequestHandler {
  return (request, response) => {
    privatePage(response);
    renderCode(response, words, render, ownPath(request.query.to) ?? '', []);
  };
}

/** Takes a code of the authenticator (six digits) or one of the backup codes. */
export function codePage(deps: AccountPages, words: Words, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    privatePage(response);
    const to = ownPath(field(request.body, 'to')) ?? '';
    const asked = readCode(field(request.body, 'code'));
    const step = await deps.giveCode(browserOf(request, deps.publicUrl), asked, clientAddress(request));
    if (!step.ok) {
      setStatus(response, step.problem.code);
      return renderCode(response, words, render, to, problemErrors(step.problem, 'code', words));
    }
    setCookies(response, step.value.cookies);
    response.redirect(303, placeAfter(to, words));
  };
}

/** Authenticators show digits in groups; backup codes have letters and a hyphen. */
export function readCode(typed: string): { readonly kind: 'totp' | 'backup'; readonly code: string } {
  const plain = typed.replace(/\s/g, '');
  return /^\d{6}$/.test(plain) ? { kind: 'totp', code: plain } : { kind: 'backup', code: plain };
}

function renderCode(
  response: Response,
  words: Words,
  render: PageRenderer,
  to: string,
  errors: readonly FormError[],
): void {
  const title = words.text('accounts.code.title');
  const query = queryOf(to);
  render(response, words, 'accounts/code', { title, path: 'sign-in/code', query, to, ...errorsModel(errors, words) });
}

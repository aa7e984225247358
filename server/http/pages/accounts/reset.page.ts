import type { Response } from 'express';
import { clientAddress } from '../../middleware/client-address.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { field } from './account-form.ts';
import { leadTo, type PageTools, refusedForm } from './page-tools.ts';
import { setCookies } from './sign-in.page.ts';

/** Asks whose password was forgotten. The answer is the same whether somebody has this address or not. */
export function forgottenPage({ deps, words, render }: PageTools): PageHandlers {
  const show = (response: Response, email: string, errors: readonly FormError[]) => {
    const title = words.text('accounts.forgotten.title');
    render(response, words, 'accounts/forgotten', { title, path: 'forgotten', email, ...errorsModel(errors, words) });
  };
  return {
    get: (_request, response) => {
      privatePage(response);
      show(response, '', []);
    },
    post: async (request, response) => {
      privatePage(response);
      const email = field(request.body, 'email').trim();
      const asked = await deps.askForReset(email, clientAddress(request));
      if (!asked.ok) return show(response, email, refusedForm(response, asked.problem, 'email', words));
      leadTo(response, words, 'forgotten/sent');
    },
  };
}

/** Sets another password with the link that was mailed. The link is judged when it is used. */
export function resetPage({ deps, words, render }: PageTools): PageHandlers {
  const show = (response: Response, token: string, errors: readonly FormError[]) => {
    const title = words.text('accounts.reset.title');
    render(response, words, 'accounts/reset', { title, path: `reset/${token}`, token, ...errorsModel(errors, words) });
  };
  return {
    get: (request, response) => {
      privatePage(response);
      show(response, String(request.params.token), []);
    },
    post: async (request, response) => {
      privatePage(response);
      const token = String(request.params.token);
      const browser = browserOf(request, deps.publicUrl);
      const reset = await deps.resetPassword(browser, token, field(request.body, 'password'));
      if (!reset.ok) return show(response, token, refusedForm(response, reset.problem, 'password', words));
      setCookies(response, reset.value);
      leadTo(response, words, 'sign-in?done=reset');
    },
  };
}

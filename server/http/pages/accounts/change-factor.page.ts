import type { RequestHandler, Response } from 'express';
import type { Problem } from '#core/confirmation/errors.ts';
import { actorOf } from '../../actor-of.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { personOf } from '../../middleware/signed-in.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { field } from './account-form.ts';
import { leadTo, newForm, type PageTools, refusedForm } from './page-tools.ts';
import { authenticatorView, readAddress } from './second-factor.page.ts';

/** Asks for password and code before what concerns the second factor. `path`: what is asked for, below `account`. */
function askBoth(
  { words, render }: PageTools,
  response: Response,
  path: 'authenticator' | 'backup-codes',
  form: string,
  errors: readonly FormError[],
): void {
  const { text } = words;
  if (!personOf(response).hasSecondFactor) {
    leadTo(response, words, 'account/second-factor');
    return;
  }
  render(response, words, 'accounts/two-proofs', {
    ...{ path: `account/${path}`, form },
    ...{ title: text(`accounts.${path}.title`), lead: text(`accounts.${path}.lead`) },
    submit: text(`accounts.${path}.submit`),
    hint: text(path === 'authenticator' ? 'accounts.code.hint' : 'accounts.backup-codes.hint'),
    ...errorsModel(errors, words),
  });
}

/** Where the error of one of the two proofs stands. */
function refusedProof(response: Response, problem: Problem, words: PageTools['words']): readonly FormError[] {
  return refusedForm(response, problem, problem.code === 'code-wrong' ? 'code' : 'password', words);
}

function proofsOf(body: unknown) {
  const code = field(body, 'code').replace(/\s/g, '');
  return { password: field(body, 'password'), code, form: field(body, 'form') };
}

/** New backup codes in the place of all former ones, shown once; the same form sent again shows the same. */
export function backupCodesPage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  return {
    get: (_request, response) => askBoth(tools, response, 'backup-codes', newForm(), []),
    post: async (request, response) => {
      const asked = proofsOf(request.body);
      const renewed = await deps.own.renewBackupCodes(asked, actorOf(response));
      if (!renewed.ok)
        return askBoth(tools, response, 'backup-codes', asked.form, refusedProof(response, renewed.problem, words));
      render(response, words, 'accounts/backup-codes', {
        title: words.text('accounts.backup-codes.made'),
        path: 'account/backup-codes',
        backupCodes: renewed.value,
      });
    },
  };
}

/** Shows what another authenticator needs; the present one stays good until the other one was confirmed. */
export function authenticatorPage(tools: PageTools): PageHandlers {
  const { deps, words } = tools;
  return {
    get: (_request, response) => askBoth(tools, response, 'authenticator', newForm(), []),
    post: async (request, response) => {
      const asked = proofsOf(request.body);
      const begun = await deps.own.beginFactorChange(asked, actorOf(response));
      if (!begun.ok)
        return askBoth(tools, response, 'authenticator', asked.form, refusedProof(response, begun.problem, words));
      await showOther(tools, response, begun.value.address, []);
    },
  };
}

/** Takes the first code of the other authenticator: it is the one from then on. */
export function confirmAuthenticatorPage(tools: PageTools): RequestHandler {
  const { deps, words } = tools;
  return async (request, response) => {
    const address = readAddress(request.body);
    const code = field(request.body, 'code').replace(/\s/g, '');
    const { sessionId } = personOf(response);
    const browser = browserOf(request, deps.publicUrl);
    const changed = await deps.own.finishFactorChange(browser, { code, sessionId }, actorOf(response));
    if (changed.ok) return leadTo(response, words, 'account?done=authenticator');
    if (address === null || changed.problem.code === 'second-factor-over')
      return askBoth(tools, response, 'authenticator', newForm(), refusedProof(response, changed.problem, words));
    await showOther(tools, response, address, refusedForm(response, changed.problem, 'code', words));
  };
}

async function showOther(
  { words, render }: PageTools,
  response: Response,
  address: string,
  errors: readonly FormError[],
): Promise<void> {
  render(response, words, 'accounts/authenticator', {
    title: words.text('accounts.authenticator.title'),
    path: 'account/authenticator',
    ...(await authenticatorView(address)),
    ...errorsModel(errors, words),
  });
}

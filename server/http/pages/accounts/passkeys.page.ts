import type { RequestHandler, Response } from 'express';
import { actorOf } from '../../actor-of.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { personOf } from '../../middleware/signed-in.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { timeView } from '../texts.ts';
import { field, longField } from './account-form.ts';
import { doneOf, leadTo, newForm, type PageTools, refusedForm } from './page-tools.ts';
import { setCookies } from './sign-in.page.ts';

/** The passkeys of whoever is signed in, and a form that begins another one. */
export function passkeysPage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  return {
    get: async (request, response) => {
      const done = doneOf(request, ['added', 'removed']);
      await show(tools, response, { form: newForm(), name: '' }, [], done);
    },
    post: async (request, response) => {
      const form = { form: field(request.body, 'form'), name: field(request.body, 'name') };
      const code = field(request.body, 'code').replace(/\s/g, '');
      const asked = { ...form, code, password: field(request.body, 'password') };
      const begun = await deps.own.beginPasskey(browserOf(request, deps.publicUrl), asked, actorOf(response));
      if (!begun.ok) {
        const at = begun.problem.code === 'code-wrong' ? 'code' : 'password';
        return show(tools, response, form, refusedForm(response, begun.problem, at, words));
      }
      setCookies(response, begun.value.cookies);
      render(response, words, 'accounts/passkey-add', {
        title: words.text('accounts.passkeys.add'),
        path: 'account/passkeys',
        ...{ name: begun.value.name, options: begun.value.options },
      });
    },
  };
}

async function show(
  { deps, words, render }: PageTools,
  response: Response,
  form: { readonly form: string; readonly name: string },
  errors: readonly FormError[],
  done: string | null = null,
): Promise<void> {
  const passkeys = await deps.own.passkeys(actorOf(response));
  render(response, words, 'accounts/passkeys', {
    title: words.text('accounts.passkeys.title'),
    path: 'account/passkeys',
    ...{ form, done, hasSecondFactor: personOf(response).hasSecondFactor },
    passkeys: passkeys.map(({ id, name, since }) => ({ id, name, since: timeView(since) })),
    ...errorsModel(errors, words),
  });
}

/** Keeps what the browser made. */
export function addPasskeyPage(tools: PageTools): RequestHandler {
  const { deps, words } = tools;
  return async (request, response) => {
    const asked = { name: field(request.body, 'name'), answer: longField(request.body, 'answer') };
    const added = await deps.own.addPasskey(browserOf(request, deps.publicUrl), asked, actorOf(response));
    if (added.ok) return leadTo(response, words, 'account/passkeys?done=added');
    const form = { form: newForm(), name: asked.name };
    await show(tools, response, form, refusedForm(response, added.problem, 'name', words));
  };
}

/** Removes one: it signs nobody in any more. */
export function removePasskeyPage({ deps, words }: PageTools): RequestHandler {
  return async (request, response) => {
    await deps.own.removePasskey(field(request.body, 'passkey'), actorOf(response));
    leadTo(response, words, 'account/passkeys?done=removed');
  };
}

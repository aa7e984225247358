import type { RequestHandler, Response } from 'express';
import { toString as qrCode } from 'qrcode';
import { actorOf } from '../../actor-of.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { personOf } from '../../middleware/signed-in.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import { field } from './account-form.ts';
import { leadTo, type PageHandlers, type PageTools, refusedForm } from './page-tools.ts';
import { setCookies } from './sign-in.page.ts';

type Shown = { readonly address: string; readonly backupCodes: readonly string[] };

/** Asks for the password, then shows what the authenticator needs, once. */
export function secondFactorPage(tools: PageTools): PageHandlers {
  const { deps, words, render } = tools;
  const ask = (response: Response, errors: readonly FormError[]) =>
    render(response, words, 'accounts/second-factor', {
      title: words.text('accounts.second-factor.title'),
      path: 'account/second-factor',
      isOn: personOf(response).hasSecondFactor,
      mustSetUp: personOf(response).mustSetUp,
      ...errorsModel(errors, words),
    });
  return {
    get: (_request, response) => ask(response, []),
    post: async (request, response) => {
      const browser = browserOf(request, deps.publicUrl);
      const offer = await deps.own.offerSecondFactor(browser, field(request.body, 'password'), actorOf(response));
      if (!offer.ok) return ask(response, refusedForm(response, offer.problem, 'password', words));
      await showOffer(tools, response, offer.value, []);
    },
  };
}

/** Turns it on with the first code. What was shown comes back with the form, so that a wrong code loses nothing. */
export function turnOnPage(tools: PageTools): RequestHandler {
  const { deps, words } = tools;
  return async (request, response) => {
    const shown = readShown(request.body);
    const code = field(request.body, 'code').replace(/\s/g, '');
    const on = await deps.own.turnOnSecondFactor(browserOf(request, deps.publicUrl), code, actorOf(response));
    if (on.ok) {
      setCookies(response, on.value);
      return leadTo(response, words, 'account?done=second-factor');
    }
    const errors = refusedForm(response, on.problem, 'code', words);
    if (shown === null) return leadTo(response, words, 'account/second-factor');
    await showOffer(tools, response, shown, errors);
  };
}

function readShown(body: unknown): Shown | null {
  const address = field(body, 'address');
  const backupCodes = field(body, 'backup').split(' ');
  const isOurs = /^otpauth:\/\/totp\/vinseal:[^\s]{1,400}$/.test(address) && secretOf(address) !== '';
  return isOurs && backupCodes.every((code) => /^[A-Za-z0-9-]{1,20}$/.test(code)) ? { address, backupCodes } : null;
}

function secretOf(address: string): string {
  return URL.canParse(address) ? (new URL(address).searchParams.get('secret') ?? '') : '';
}

async function showOffer(
  { words, render }: PageTools,
  response: Response,
  { address, backupCodes }: Shown,
  errors: readonly FormError[],
): Promise<void> {
  render(response, words, 'accounts/second-factor-offer', {
    title: words.text('accounts.second-factor.title'),
    path: 'account/second-factor',
    picture: await qrCode(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 }),
    // In groups of four, as it is typed.
    secret: secretOf(address).replace(/.{4}/g, '$& ').trim(),
    ...{ address, backupCodes, backup: backupCodes.join(' ') },
    ...errorsModel(errors, words),
  });
}

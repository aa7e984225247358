import type { RequestHandler, Response } from 'express';
import { toString as qrCode } from 'qrcode';
import { actorOf } from '../../actor-of.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { personOf } from '../../middleware/signed-in.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { field } from './account-form.ts';
import { leadTo, type PageTools, refusedForm } from './page-tools.ts';
import { setCookies } from './sign-in.page.ts';

type Shown = { readonly address: string; readonly backupCodes: readonly string[] };

function askPassword({ words, render }: PageTools, response: Response, errors: readonly FormError[]): void {
  render(response, words, 'accounts/second-factor', {
    title: words.text('accounts.second-factor.title'),
    path: 'account/second-factor',
    isOn: personOf(response).hasSecondFactor,
    mustSetUp: personOf(response).mustSetUp,
    ...errorsModel(errors, words),
  });
}

/** Asks for the password, then shows what the authenticator needs: the same when it is asked for again. */
export function secondFactorPage(tools: PageTools): PageHandlers {
  const { deps, words } = tools;
  return {
    get: (_request, response) => askPassword(tools, response, []),
    post: async (request, response) => {
      const offer = await deps.own.offerSecondFactor(field(request.body, 'password'), actorOf(response));
      if (!offer.ok) return askPassword(tools, response, refusedForm(response, offer.problem, 'password', words));
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
    const isOver = shown === null || on.problem.code === 'second-factor-over';
    const errors = refusedForm(response, on.problem, isOver ? 'password' : 'code', words);
    if (isOver) return askPassword(tools, response, errors);
    await showOffer(tools, response, shown, errors);
  };
}

function readShown(body: unknown): Shown | null {
  const address = readAddress(body);
  const backupCodes = field(body, 'backup').split(' ');
  const isShown = address !== null && backupCodes.every((code) => /^[A-Za-z0-9-]{1,20}$/.test(code));
  return isShown ? { address, backupCodes } : null;
}

/** The address that an authenticator was shown, as a form brings it back; null for any other text. */
export function readAddress(body: unknown): string | null {
  const address = field(body, 'address');
  return /^otpauth:\/\/totp\/vinseal:[^\s]{1,400}$/.test(address) && secretOf(address) !== '' ? address : null;
}

/** What shows a secret to somebody: a picture to scan, and letters to type. */
export async function authenticatorView(address: string) {
  return {
    address,
    picture: await qrCode(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 }),
    // In groups of four, as it is typed.
    secret: secretOf(address).replace(/.{4}/g, '$& ').trim(),
  };
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
    ...(await authenticatorView(address)),
    ...{ backupCodes, backup: backupCodes.join(' ') },
    ...errorsModel(errors, words),
  });
}

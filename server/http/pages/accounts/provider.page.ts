import type { RequestHandler, Response } from 'express';
import type { Problem, ProblemCode } from '#core/confirmation/errors.ts';
import type { ProviderSignIn } from '../../../app/accounts/provider-sign-in.ts';
import type { Words } from '../../../i18n/words.ts';
import { clientAddress } from '../../middleware/client-address.ts';
import { requestWords, type WordsByLocale } from '../../middleware/locale.ts';
import { browserOf } from '../../middleware/same-origin.ts';
import { privatePage } from '../../middleware/signed-in.ts';
import { ownPath } from '../../own-path.ts';
import { setStatus, tellProblem } from '../../problem.ts';
import type { FormError } from '../check/check-form.ts';
import { errorsModel } from '../check/errors-model.ts';
import type { PageHandlers } from '../form-routes.ts';
import { segmentOf } from '../languages.ts';
import type { PageRenderer } from '../page-renderer.ts';
import { field, problemErrors } from './account-form.ts';
import type { AccountPages } from './account-pages.ts';
import { leadTo, type PageTools, refusedForm } from './page-tools.ts';
import { forgetProviderKey, providerKeyOf, setProviderKey } from './provider-key.ts';
import { renderRefusal } from './refusal.ts';
import { placeAfter, queryOf, setCookies } from './sign-in.page.ts';

/** What the page of a provider says of a way that led nowhere. The address names it, so that a reload tries nothing again. */
const TOLD = [
  'provider-over',
  'sign-in-limited',
  'provider-away',
  'provider-declined',
  'provider-answer-not-valid',
  'provider-email-not-verified',
  'provider-person-unknown',
  'provider-subject-changed',
  'provider-second-factor-missing',
] as const satisfies readonly ProblemCode[];

/** Asks for the organisation, or for an address of its mail: no list tells who signs in here. */
export function chooseProviderPage({ deps, words, render }: PageTools): PageHandlers {
  const show = (response: Response, form: { organisation: string; to: string }, errors: readonly FormError[]) => {
    const title = words.text('accounts.provider.choose');
    const query = queryOf(form.to);
    render(response, words, 'accounts/choose-provider', {
      ...{ title, path: 'sign-in/with', query, form },
      ...errorsModel(errors, words),
    });
  };
  return {
    get: (request, response) => {
      privatePage(response);
      show(response, { organisation: '', to: ownPath(request.query.to) ?? '' }, []);
    },
    post: async (request, response) => {
      privatePage(response);
      const form = {
        organisation: field(request.body, 'organisation').trim(),
        to: ownPath(field(request.body, 'to')) ?? '',
      };
      const found = await deps.providers.find(form.organisation);
      if (!found.ok) return show(response, form, refusedForm(response, found.problem, 'organisation', words));
      leadTo(response, words, providerPath(found.value.organisationId) + queryOf(form.to));
    },
  };
}

/** Leads to the sign-in of one organisation, and says why it led nowhere. */
export function providerPage({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    privatePage(response);
    const to = ownPath(request.query.to) ?? '';
    if ((await deps.identify(browserOf(request, deps.publicUrl))) !== null)
      return response.redirect(303, placeAfter(to, words));
    const found = await deps.providers.find(organisationOf(request));
    if (!found.ok) return renderRefusal(response, words, render, found.problem);
    const code = TOLD.find((known) => known === request.query.refused);
    const data: Problem['data'] = code === 'sign-in-limited' ? { minutes: 15 } : {};
    showProvider(response, words, render, found.value, to, code === undefined ? null : { code, data, fields: [] });
  };
}

/** Goes to the provider's own page. From anywhere else it leads to our page first: people begin it, not their browsers. */
export function goToProvider({ deps, words, render }: PageTools): RequestHandler {
  return async (request, response) => {
    privatePage(response);
    const to = ownPath(request.query.to) ?? '';
    const found = await deps.providers.find(organisationOf(request));
    if (!found.ok) return renderRefusal(response, words, render, found.problem);
    const { organisationId } = found.value;
    // Over plain http browsers do not say it.
    if ((request.get('Sec-Fetch-Site') ?? 'same-origin') !== 'same-origin')
      return leadTo(response, words, providerPath(organisationId) + queryOf(to));
    const wish = { organisationId, to, locale: words.locale };
    const begun = await deps.providers.begin(wish, clientAddress(request));
    if (!begun.ok) {
      tellProblem(response, begun.problem.code);
      return showProvider(response, words, render, found.value, to, begun.problem);
    }
    setProviderKey(response, deps.publicUrl, begun.value.browserKey);
    response.redirect(303, begun.value.address);
  };
}

/** Where a provider leads back to, in no language: the code in the address counts once, and is left at once. */
export function providerCallback(deps: AccountPages, words: WordsByLocale, render: PageRenderer): RequestHandler {
  return async (request, response) => {
    privatePage(response);
    const { publicUrl } = deps;
    const { state } = request.query;
    const organisationId = organisationOf(request);
    const returned = {
      ...{ organisationId, address: request.originalUrl, browserKey: providerKeyOf(request, publicUrl) },
      state: typeof state === 'string' ? state.slice(0, 100) : '',
    };
    const browser = browserOf(request, publicUrl);
    const { step, result } = await deps.providers.finish(browser, returned, clientAddress(request));
    const own = step === null ? requestWords(request, words) : words[step.locale];
    const to = step?.to ?? '';
    if (step !== null) forgetProviderKey(response, publicUrl);
    if (result.ok) {
      setCookies(response, result.value.cookies);
      if (result.value.next === 'signed-in') return response.redirect(303, placeAfter(to, own));
      return leadTo(response, own, `sign-in/code${queryOf(to)}`);
    }
    const code = TOLD.find((known) => known === result.problem.code);
    if (code === undefined) return renderRefusal(response, own, render, result.problem);
    tellProblem(response, code);
    leadTo(
      response,
      own,
      `${providerPath(organisationId)}?refused=${code}${to === '' ? '' : `&to=${encodeURIComponent(to)}`}`,
    );
  };
}

function organisationOf({ params }: Parameters<RequestHandler>[0]): string {
  return String(params.id).slice(0, 40);
}

/** The page of an organisation's own sign-in, below the language. */
export function providerPath(organisationId: string): string {
  return `sign-in/with/${encodeURIComponent(organisationId)}`;
}

function showProvider(
  response: Response,
  words: Words,
  render: PageRenderer,
  { organisationId, label }: ProviderSignIn,
  to: string,
  problem: Problem | null,
): void {
  if (problem !== null) setStatus(response, problem.code);
  const name = label[words.locale];
  const path = providerPath(organisationId);
  render(response, words, 'accounts/provider', {
    title: words.text('accounts.provider.title', { organisation: name }),
    ...{ path, query: queryOf(to), name },
    go: `/${segmentOf(words.locale)}/${path}/go${queryOf(to)}`,
    ...errorsModel(problem === null ? [] : problemErrors(problem, 'go', words), words),
  });
}

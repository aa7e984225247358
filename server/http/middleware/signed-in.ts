import type { Request, RequestHandler, Response } from 'express';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import type { IdentifiedPerson } from '../../app/accounts/identify-person.ts';
import type { Locale, Words } from '../../i18n/words.ts';
import type { Role } from '../../model/access/roles.ts';
import type { Browser } from '../../ports/accounts.ts';
import type { Limits } from '../../ports/limits.ts';
import { segmentOf } from '../pages/languages.ts';
import { refusalLimit } from './refusal-limit.ts';
import { RequestRefused } from './request-refused.ts';
import { browserOf, isFromOwnPage, sameOrigin } from './same-origin.ts';

export type SignedInDependencies = {
  /** The address that people use, without a slash at its end. */
  readonly publicUrl: string;
  readonly identify: (browser: Pick<Browser, 'cookies'>) => Promise<IdentifiedPerson | null>;
  /** Why nobody knows now which accounts were ended; null where that is known. */
  readonly endsUnknown: () => Promise<Extract<ProblemCode, 'store-set-back' | 'restore-not-confirmed'> | null>;
  readonly limits: Limits;
  /** Refusals of one person in a minute, after which nothing more is answered. */
  readonly refusalsPerMinute: number;
  /** Paths of sections that this install has no use for. */
  readonly hiddenSections: readonly string[];
};

/** Who is signed in, as pages show it. */
export type ShownPerson = {
  readonly name: string;
  readonly email: string;
  readonly organisationName: string;
  readonly locale: Locale;
  readonly notices: boolean;
  readonly sessionId: string;
  readonly hasSecondFactor: boolean;
  readonly isByProvider: boolean;
  /** Nothing but setting up the second factor is open to them. */
  readonly mustSetUp: boolean;
  readonly proposedRoles: readonly Role[];
};

/** Pages that are open to somebody who must set up the second factor first, below the language. */
const WHILE_SETTING_UP = ['/account/second-factor', '/account/mails'];

/**
 * Lets only those on who are signed in: `actorOf` says who it is, `personOf` what pages show of them. `ended` answers everybody
 * else: they are led to the sign-in page and from there back. What changes something must come from a page of ours. Mounted
 * within a language.
 */
export function signedIn(deps: SignedInDependencies, words: Words, ended = leadToSignIn(words)): RequestHandler[] {
  const home = `/${segmentOf(words.locale)}`;
  const identify: RequestHandler = async (request, response, next) => {
    privatePage(response);
    const identified = await deps.identify(browserOf(request, deps.publicUrl));
    if (identified === null) return ended(request, response, next);
    const unknown = await deps.endsUnknown();
    if (unknown !== null) throw new RequestRefused(unknown);
    rememberPerson(response, identified, deps, words);
    const path = request.originalUrl.slice(home.length).split('?')[0] ?? '';
    if (identified.mustSetUp && !WHILE_SETTING_UP.some((open) => path.startsWith(open)))
      return response.redirect(303, `${home}/account/second-factor`);
    next();
  };
  return [sameOrigin(deps.publicUrl), identify, refusalLimit(deps.limits, deps.refusalsPerMinute)];
}

export function leadToSignIn(words: Words): RequestHandler {
  const home = `/${segmentOf(words.locale)}`;
  return (request, response) =>
    response.redirect(303, `${home}/sign-in?to=${encodeURIComponent(wayBack(request, home))}`);
}

/**
 * Recognises who is signed in on pages that are for everybody: their own sections are shown, and what is done counts as theirs.
 * Nobody is turned away; whose form comes from another site is nobody in particular.
 */
export function recognised(deps: SignedInDependencies, words: Words): RequestHandler {
  return async (request, response, next) => {
    const browser = browserOf(request, deps.publicUrl);
    if (browser.cookies === '' || !isFromOwnPage(request, deps.publicUrl)) return next();
    const identified = await knownPerson(deps, browser);
    if (identified === null || identified.mustSetUp) return next();
    privatePage(response);
    rememberPerson(response, identified, deps, words);
    next();
  };
}

/** Null also where the store cannot be asked: whoever checks a document gets an answer all the same. */
async function knownPerson(
  { identify, endsUnknown }: SignedInDependencies,
  browser: Pick<Browser, 'cookies'>,
): Promise<IdentifiedPerson | null> {
  try {
    return (await endsUnknown()) === null ? await identify(browser) : null;
  } catch {
    return null;
  }
}

function rememberPerson(
  response: Response,
  identified: IdentifiedPerson,
  { hiddenSections }: SignedInDependencies,
  words: Words,
): void {
  const { actor, organisationName, ...shown } = identified;
  response.locals.actor = actor;
  response.locals.hiddenSections = hiddenSections;
  response.locals.person = {
    ...shown,
    name: actor.name,
    organisationName: organisationName ?? words.text('accounts.operator'),
  } satisfies ShownPerson;
}

/** Back to the page that was asked for, or from which a form came: what was sent is not sent again. */
function wayBack(request: Request, home: string): string {
  if (request.method === 'GET') return request.originalUrl;
  const from = request.get('Referer') ?? '';
  const { pathname, search } = URL.canParse(from) ? new URL(from) : { pathname: '', search: '' };
  return pathname.startsWith(`${home}/`) ? `${pathname}${search}` : `${home}/home`;
}

/** The pages of accounts, and of those who are signed in: kept by nobody, and their addresses told to no other site. */
export function privatePage(response: Response): void {
  response.set('Cache-Control', 'no-store');
  // With `no-referrer` browsers would not say which site a form comes from.
  response.set('Referrer-Policy', 'same-origin');
}

/** Who is signed in, for pages. Throws behind no `signedIn`. */
export function personOf(response: Response): ShownPerson {
  const { person } = response.locals as { readonly person?: ShownPerson };
  if (person === undefined) throw new Error('a page for people who are signed in is mounted without a check of it');
  return person;
}

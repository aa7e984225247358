import { parseSetCookieHeader } from 'better-auth/cookies';
import type { ProviderTerms } from '../model/accounts/identity-provider.ts';
import type { Browser, SignedInAnswer, SignInOutcome, SignIns } from '../ports/accounts.ts';
import { type AuthAnswer, answerOf, callAuth, isForged, withoutCookies } from './call-auth.ts';
import { type Auth, CODE_SECONDS, cookieName } from './open-auth.ts';
import { termsOf, termsUnder } from './proven-sign-in.ts';

const OUTCOME_OF: Readonly<Record<string, SignInOutcome>> = {
  ACCOUNT_TEMPORARILY_LOCKED: 'locked',
  INVALID_TWO_FACTOR_COOKIE: 'over',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'over',
};

/** Signing in and out, over better-auth. */
export function openSignIns(auth: Auth, publicUrl: string): SignIns {
  const isSecure = publicUrl.startsWith('https:');
  const sessionCookie = cookieName('session', isSecure);
  const sessionOf: SignIns['sessionOf'] = async ({ cookies }) => {
    const found = await auth.api.getSession({ headers: new Headers({ cookie: cookies }) });
    if (found === null) return null;
    const { session, user } = found;
    return {
      id: session.id,
      userId: user.id,
      email: user.email,
      hasSecondFactor: (user as { readonly twoFactorEnabled?: unknown }).twoFactorEnabled === true,
      terms: termsOf(session),
    };
  };
  /** Without the session that it had: signing in begins another one, and must not go on in that one. */
  const unsigned = (browser: Browser): Browser => ({
    ...browser,
    cookies: withoutCookies(browser.cookies, [sessionCookie]),
  });
  const begin = (browser: Browser, call: () => Promise<AuthAnswer>) => beginSession(auth, publicUrl, browser, call);
  return {
    withPassword: (browser, { email, password }) =>
      begin(browser, () => callAuth(auth, publicUrl, '/sign-in/email', unsigned(browser), { email, password })),
    withCode: (browser, { kind, code }) =>
      begin(browser, () => {
        const path = kind === 'totp' ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code';
        return callAuth(auth, publicUrl, path, unsigned(browser), { code });
      }),
    withProvider: async (browser, userId, terms) => {
      // No form brought it: what it rests on was checked before.
      const trusted = { ...browser, origin: new URL(publicUrl).origin };
      const answer = await begin(trusted, () =>
        callProven(auth, unsigned(trusted), userId, terms, cookieName('second-factor', isSecure)),
      );
      return { ...answer, userId: answer.outcome === 'signed-in' ? userId : null };
    },
    sessionOf,
    signOut: async (browser) => (await callAuth(auth, publicUrl, '/sign-out', browser, {})).cookies,
  };
}

/** Signs in by such a call; the session that the browser had ends. */
export async function beginSession(
  auth: Auth,
  publicUrl: string,
  browser: Browser,
  call: () => Promise<AuthAnswer>,
): Promise<SignedInAnswer> {
  const answer = await call();
  const outcome = outcomeOf(answer);
  const { cookies } = answer;
  if (outcome !== 'signed-in') return { outcome, cookies, userId: null };
  if (browser.cookies.includes(`${cookieName('session', publicUrl.startsWith('https:'))}=`))
    await callAuth(auth, publicUrl, '/sign-out', browser, {});
  return { outcome, cookies, userId: userOf(answer) };
}

function userOf({ body: { user } }: AuthAnswer): string | null {
  const id = typeof user === 'object' && user !== null && 'id' in user ? user.id : null;
  return typeof id === 'string' ? id : null;
}

async function callProven(
  auth: Auth,
  { cookies, userAgent }: Browser,
  userId: string,
  { issuer, secondFactor }: ProviderTerms,
  challengeCookie: string,
): Promise<AuthAnswer> {
  const call = secondFactor ? auth.api.signInProvenTwice : auth.api.signInProven;
  const headers = new Headers({ 'user-agent': userAgent, cookie: cookies });
  const body = { userId, issuer, providerFactor: secondFactor };
  const answer = await answerOf(await call({ body, headers, asResponse: true }));
  const signed = parseSetCookieHeader(answer.cookies.join(', ')).get(challengeCookie)?.value ?? '';
  if (answer.body.twoFactorRedirect !== true) return answer;
  const { internalAdapter } = await auth.$context;
  const expiresAt = new Date(Date.now() + CODE_SECONDS * 1_000);
  const identifier = termsUnder(signed.slice(0, signed.lastIndexOf('.')));
  await internalAdapter.createVerificationValue({ identifier, value: issuer, expiresAt });
  return answer;
}

function outcomeOf(answer: AuthAnswer): SignInOutcome {
  if (answer.code === null) return answer.body.twoFactorRedirect === true ? 'code-asked' : 'signed-in';
  if (isForged(answer)) return 'forged';
  return OUTCOME_OF[answer.code] ?? 'wrong';
}

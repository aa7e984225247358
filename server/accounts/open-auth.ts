import type { BetterAuthPlugin } from 'better-auth';
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Collections } from '../ports/collections.ts';
import { collectionsAdapter } from './collections-adapter.ts';
import type { PasswordHash } from './password-hash.ts';
import { inheritTerms, provenSignIn, TERMS_FIELDS } from './proven-sign-in.ts';
import { CODE_TRIES } from './single-use.ts';
import { singleUseCodes } from './single-use-codes.ts';
import { TOTP_PERIOD } from './totp-period.ts';

export const BASE_PATH = '/accounts';
/** What the plugin for passkeys calls the cookie that holds what a browser is asked. */
export const PASSKEY_COOKIE = 'passkey';
/** A session ends so long after signing in, whatever was done in it, in seconds. */
const SESSION_SECONDS = 12 * 3_600;
/** For the code of the second factor, after the password, in seconds. */
export const CODE_SECONDS = 600;
/** Bounds of better-auth alone: `passwordProblem` says what a password must be. */
const PASSWORD_LENGTH = { least: 12, most: 1_000 };

export type AuthOptions = {
  readonly collections: Collections;
  /** Signs cookies and encrypts the secrets of authenticators. */
  readonly secret: string;
  /** The address that browsers use. */
  readonly publicUrl: string;
  readonly passwords: PasswordHash;
  /** Plugins beside those that are always there. */
  readonly more?: readonly BetterAuthPlugin[];
};

export type Auth = ReturnType<typeof openAuth>;

/** better-auth as this product uses it. Nothing of it is reached by HTTP: `accounts.ts` hands it requests of its own. */
export function openAuth({ collections, secret, publicUrl, passwords, more = [] }: AuthOptions) {
  const isSecure = publicUrl.startsWith('https:');
  const cookie = (name: string) => ({
    name: cookieName(name, isSecure),
    attributes: { secure: isSecure, httpOnly: true, sameSite: 'lax' as const, path: '/' },
  });
  return betterAuth({
    appName: 'vinseal',
    baseURL: publicUrl,
    basePath: BASE_PATH,
    secret,
    database: collectionsAdapter(collections),
    trustedOrigins: [new URL(publicUrl).origin],
    emailAndPassword: {
      enabled: true,
      // Whoever has an account was invited.
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
      password: passwords,
      revokeSessionsOnPasswordReset: true,
    },
    session: {
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: TERMS_FIELDS,
    },
    databaseHooks: { session: { create: { before: inheritTerms } } },
    verification: { storeIdentifier: 'hashed', disableCleanup: true },
    // Counted by our own limits, before.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      // Our names bear their prefix themselves: `__Host-` where it can be had.
      useSecureCookies: false,
      cookies: {
        session_token: cookie('session'),
        session_data: cookie('session-data'),
        account_data: cookie('account-data'),
        dont_remember: cookie('session-only'),
        two_factor: cookie('second-factor'),
        trust_device: cookie('device'),
        [PASSKEY_COOKIE]: cookie('passkey'),
      },
      ipAddress: { disableIpTracking: true },
      // Tests run with them too.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    plugins: [
      singleUseCodes(collections),
      provenSignIn(),
      twoFactor({
        issuer: 'vinseal',
        twoFactorCookieMaxAge: CODE_SECONDS,
        totpOptions: { period: TOTP_PERIOD },
        accountLockout: { enabled: true, maxFailedAttempts: CODE_TRIES.most, durationSeconds: CODE_TRIES.seconds },
      }),
      ...more,
    ],
  });
}

/** A prefix by which browsers take the cookie from this host alone, over https alone (RFC 6265bis, 4.1.3). */
export function cookieName(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-vinseal-${name}` : `vinseal-${name}`;
}

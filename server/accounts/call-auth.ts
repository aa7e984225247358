import type { Browser, CookieChanges } from '../ports/accounts.ts';
import { type Auth, BASE_PATH } from './open-auth.ts';

export type AuthAnswer = {
  readonly status: number;
  /** The code of a refusal; null for none. */
  readonly code: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly cookies: CookieChanges;
};

/** Endpoints that this product uses: no other is ever called, and none is reached from outside. */
export type AuthPath =
  | '/sign-in/email'
  | '/sign-out'
  | '/change-password'
  | '/two-factor/verify-totp'
  | '/two-factor/verify-backup-code'
  | '/reset-password'
  | '/passkey/generate-register-options'
  | '/passkey/verify-registration'
  | '/passkey/generate-authenticate-options'
  | '/passkey/verify-authentication';

/** What a browser sent is at fault, though the plugin for passkeys answers as if it were itself. */
const REFUSED = 'FAILED_TO_VERIFY_REGISTRATION';

/** Hands better-auth a request as a browser would send it, so that its checks of origins apply, and reads the answer. */
export async function callAuth(
  auth: Auth,
  publicUrl: string,
  path: AuthPath,
  browser: Browser,
  /** Null for what is got, not posted. */
  body: Readonly<Record<string, unknown>> | null,
): Promise<AuthAnswer> {
  const headers = new Headers({ 'content-type': 'application/json', 'user-agent': browser.userAgent });
  if (browser.cookies !== '') headers.set('cookie', browser.cookies);
  if (browser.origin !== null) headers.set('origin', browser.origin);
  const address = new URL(`${BASE_PATH}${path}`, publicUrl);
  const sent = body === null ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) };
  return answerOf(await auth.handler(new Request(address, { ...sent, headers })));
}

export async function answerOf(answer: Response): Promise<AuthAnswer> {
  const read = bodyOf(await answer.text());
  const code = answer.ok ? null : typeof read.code === 'string' ? read.code : 'UNKNOWN';
  if (answer.status >= 500 && code !== REFUSED) throw new Error(`signing in failed: ${code}`);
  return { status: answer.status, code, body: read, cookies: answer.headers.getSetCookie() };
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const FORGED: ReadonlySet<string> = new Set([
  'INVALID_ORIGIN',
  'MISSING_OR_NULL_ORIGIN',
  'CROSS_SITE_NAVIGATION_LOGIN_BLOCKED',
]);

/** Whether a form of another site was sent. */
export function isForged({ code }: AuthAnswer): boolean {
  return code !== null && FORGED.has(code);
}

/** The header without cookies of these names. */
export function withoutCookies(cookies: string, names: readonly string[]): string {
  return cookies
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && !names.includes(pair.slice(0, pair.indexOf('='))))
    .join('; ');
}

import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import type { ProviderTerms } from '../model/accounts/identity-provider.ts';

/** What a session that a provider proved says of it; null in every other one. */
export const TERMS_FIELDS = {
  issuer: { type: 'string', required: false, input: false },
  providerFactor: { type: 'boolean', required: false, input: false },
} as const;

const BODY = z.object({ userId: z.string(), issuer: z.string(), providerFactor: z.boolean() });
/** No address: whoever calls it says that somebody is proven. */
const NO_ADDRESS = { SERVER_ONLY: true } as const;

/**
 * Sessions of people whom an identity provider proved. One asks for the code of whoever has a second factor here: it has the path
 * of signing in with a name, which nothing uses, and which better-auth's second factor follows. The other does not.
 */
export function provenSignIn() {
  return {
    id: 'proven-sign-in',
    endpoints: {
      signInProven: createAuthEndpoint(
        '/sign-in/username',
        { method: 'POST', body: BODY, metadata: NO_ADDRESS },
        begin,
      ),
      signInProvenTwice: createAuthEndpoint(
        '/sign-in/proven-twice',
        { method: 'POST', body: BODY, metadata: NO_ADDRESS },
        begin,
      ),
    },
  };
}

type Context = Parameters<typeof setSessionCookie>[0];

async function begin(ctx: Context & { readonly body: z.infer<typeof BODY> }) {
  const { userId, issuer, providerFactor } = ctx.body;
  const { internalAdapter } = ctx.context;
  const user = await internalAdapter.findUserById(userId);
  if (user === null) throw new APIError('UNAUTHORIZED', { code: 'USER_UNKNOWN' });
  const session = await internalAdapter.createSession(userId, false, { issuer, providerFactor });
  await setSessionCookie(ctx, { session, user });
  return ctx.json({});
}

/** Under what the terms of a sign-in wait while the code of the second factor is asked for. */
export function termsUnder(challenge: string): string {
  return `terms-${challenge}`;
}

/**
 * Terms go on with the session that takes the place of one, and from the sign-in to the session that begins with the code. Whose
 * challenge it is, the signed cookie says.
 */
export async function inheritTerms(
  session: Readonly<Record<string, unknown>>,
  ctx: Context | null,
): Promise<{ data: { issuer?: string; providerFactor?: boolean } }> {
  if (ctx === null || typeof session.issuer === 'string') return { data: {} };
  const former = termsOf(ctx.context.session?.session ?? {});
  const terms = former ?? (await waitingTerms(ctx));
  return { data: terms === null ? {} : { issuer: terms.issuer, providerFactor: terms.secondFactor } };
}

async function waitingTerms(ctx: Context): Promise<ProviderTerms | null> {
  if (!(ctx.path ?? '').startsWith('/two-factor/')) return null;
  const cookie = ctx.context.createAuthCookie('two_factor');
  const challenge = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
  if (typeof challenge !== 'string') return null;
  const stored = await ctx.context.internalAdapter.consumeVerificationValue(termsUnder(challenge));
  return stored === null ? null : { issuer: stored.value, secondFactor: false };
}

/** The terms that a session began on; null for one of a password. */
export function termsOf(session: Readonly<Record<string, unknown>>): ProviderTerms | null {
  const { issuer, providerFactor } = session;
  return typeof issuer === 'string' ? { issuer, secondFactor: providerFactor === true } : null;
}

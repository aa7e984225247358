import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import type { Collections } from '../ports/collections.ts';
import { useCode } from './single-use.ts';

/** Before better-auth compares a code: one that was used before is a wrong one. It compares only, so that a code would work again. */
export function singleUseCodes(collections: Collections) {
  return {
    id: 'single-use-codes',
    hooks: {
      before: [
        {
          matcher: ({ path }: { readonly path?: string }) => path === '/two-factor/verify-totp',
          handler: createAuthMiddleware(async (ctx) => {
            const userId = await askedUser(ctx);
            if (userId === null) return;
            const code = String((ctx.body as { readonly code?: unknown } | undefined)?.code ?? '');
            const key = ctx.context.secretConfig;
            const use = await useCode({ collections, key }, userId, code, Date.now());
            if (use === 'used-before') throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE' });
          }),
        },
      ],
    },
  };
}

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** Whose code is asked for: of the session, else of the password that was given just now. */
async function askedUser(ctx: Context): Promise<string | null> {
  const session = await getSessionFromCtx(ctx);
  if (session !== null) return session.user.id;
  const cookie = ctx.context.createAuthCookie('two_factor');
  const challenge = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
  if (typeof challenge !== 'string') return null;
  const stored = await ctx.context.internalAdapter.findVerificationValue(challenge);
  return stored?.value ?? null;
}

import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import type { Collections } from '../ports/collections.ts';
import { takeTry, useCode } from './single-use.ts';

const TOTP = '/two-factor/verify-totp';
const PATHS: ReadonlySet<string> = new Set([TOTP, '/two-factor/verify-backup-code']);

/**
 * Before better-auth compares a code: the try is counted, and a code that was used before is a wrong one. It compares only, so that
 * a code would work again, and counts afterwards, so that any number could be tried at once.
 */
export function singleUseCodes(collections: Collections) {
  return {
    id: 'single-use-codes',
    hooks: {
      before: [
        {
          matcher: ({ path }: { readonly path?: string }) => PATHS.has(path ?? ''),
          handler: createAuthMiddleware(async (ctx) => {
            const userId = await askedUser(ctx);
            if (userId === null) return;
            if (!(await takeTry(collections, userId, Date.now())))
              throw new APIError('TOO_MANY_REQUESTS', { code: 'ACCOUNT_TEMPORARILY_LOCKED' });
            if (ctx.path !== TOTP) return;
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

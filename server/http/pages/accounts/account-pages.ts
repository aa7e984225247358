import type { Result } from '#core/confirmation/errors.ts';
import type { SignInStep } from '../../../app/accounts/sign-in.ts';
import type { Browser, CookieChanges } from '../../../ports/accounts.ts';
import type { SignedInDependencies } from '../../middleware/signed-in.ts';

/** What the pages of accounts need of the rest of the product. */
export type AccountPages = SignedInDependencies & {
  readonly signIn: (
    browser: Browser,
    asked: { readonly email: string; readonly password: string },
    from: string,
  ) => Promise<Result<SignInStep>>;
  readonly giveCode: (
    browser: Browser,
    asked: { readonly kind: 'totp' | 'backup'; readonly code: string },
    from: string,
  ) => Promise<Result<SignInStep>>;
  readonly signOut: (browser: Browser) => Promise<CookieChanges>;
};

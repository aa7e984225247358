import type { Accounts } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import { openCredentials, openPasswordResets } from './credentials.ts';
import { type Auth, type AuthOptions, cookieName, openAuth } from './open-auth.ts';
import { openPasskeySignIns, openPasskeys } from './passkeys.ts';
import { openPasswordHash } from './password-hash.ts';
import { openPasswordJudge } from './password-judge.ts';
import { openFactorChanges, openSecondFactors } from './second-factors.ts';
import { openSignInGuard } from './sign-in-guard.ts';
import { openSignIns } from './sign-ins.ts';
import { openUserSessions } from './user-sessions.ts';

/** Accounts, sessions and second factors over the collections of a store. */
export function openAccounts(options: Omit<AuthOptions, 'passwords'> & { readonly clock: Clock }): Accounts {
  const { collections, publicUrl, clock } = options;
  const passwords = openPasswordHash();
  const auth = openAuth({ ...options, passwords });
  const sessions = openUserSessions(collections, clock.now);
  const parts = { auth, publicUrl, collections, passwords, sessions };
  let withPasskeys: Promise<Auth> | null = null;
  const openPlugin = async () => (await import('./passkey-auth.ts')).openPasskeyAuth({ ...options, passwords });
  const ofPasskeys = {
    ...{ publicUrl, collections },
    auth: () => {
      withPasskeys ??= openPlugin();
      return withPasskeys;
    },
  };
  const isSecure = publicUrl.startsWith('https:');
  const cookie = { name: cookieName('known-browser', isSecure), isSecure };
  return {
    signIns: openSignIns(auth, publicUrl),
    guard: openSignInGuard({ collections, secret: options.secret, cookie }),
    sessions,
    credentials: openCredentials(parts),
    judge: openPasswordJudge(),
    resets: openPasswordResets(parts),
    secondFactors: openSecondFactors(parts),
    factorChanges: openFactorChanges(parts),
    passkeys: openPasskeys(ofPasskeys),
    passkeySignIns: openPasskeySignIns(ofPasskeys),
  };
}

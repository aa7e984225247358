import type { Browser, FactorChanges, SecondFactors, UserSessions } from '../ports/accounts.ts';
import type { Collections, RecordKey } from '../ports/collections.ts';
import { authRecord, indexText, readAuthRow } from './auth-models.ts';
import { callAuth, isForged, withoutCookies } from './call-auth.ts';
import { beginChange, finishChange, isOfferOpen, offerFactor, proveFactor, renewBackupCodes } from './factor-set-up.ts';
import { type Auth, cookieName } from './open-auth.ts';
import { passkeyRecords } from './passkeys.ts';
import { useCode } from './single-use.ts';

type Parts = {
  readonly auth: Auth;
  readonly publicUrl: string;
  readonly collections: Collections;
  readonly sessions: UserSessions;
};

/** Authenticators, over better-auth. */
export function openSecondFactors({ auth, publicUrl, collections, sessions }: Parts): SecondFactors {
  const isSecure = publicUrl.startsWith('https:');
  const setUp = () => partsOf(auth, collections);
  /** The session's own code is meant, not that of a password which was given meanwhile. */
  const ofSession = (browser: Browser): Browser => ({
    ...browser,
    cookies: withoutCookies(browser.cookies, [cookieName('second-factor', isSecure)]),
  });
  return {
    offer: async (userId) => offerFactor(await setUp(), userId),
    turnOn: async (browser, code) => {
      const path = '/two-factor/verify-totp';
      const session = await auth.api.getSession({ headers: new Headers({ cookie: browser.cookies }) });
      if (session !== null && !(await isOfferOpen(await setUp(), session.user.id)))
        return { outcome: 'over', cookies: [] };
      const answer = await callAuth(auth, publicUrl, path, ofSession(browser), { code });
      if (isForged(answer)) return { outcome: 'forged', cookies: [] };
      if (answer.code !== null || session === null) return { outcome: 'wrong', cookies: answer.cookies };
      await endFormer(sessions, session.user.id);
      return { outcome: 'signed-in', cookies: answer.cookies };
    },
    use: async (userId, code) => {
      const use = await useCode(await setUp(), userId, code, Date.now());
      return use === 'accepted' ? 'accepted' : 'wrong';
    },
    remove: async (userId) => {
      const factor = await collections.findUnique('second-factors', indexText('userId', userId));
      const remove: RecordKey[] = factor === null ? [] : [{ collection: 'second-factors', id: factor.id }];
      // They stand for both factors, and lie on the device that was lost.
      for (const { id } of await passkeyRecords(collections, userId)) remove.push({ collection: 'passkeys', id });
      await collections.change([{ collection: 'users', id: userId }], ([found]) => {
        const user = found === null || found === undefined ? [] : [{ ...readAuthRow(found), twoFactorEnabled: false }];
        return { put: user.map((row) => authRecord('user', row)), remove, entries: [], answer: undefined };
      });
      await sessions.endAll(userId, null);
    },
  };
}

/** Changes to what is set up, beside better-auth. */
export function openFactorChanges({ auth, collections }: Pick<Parts, 'auth' | 'collections'>): FactorChanges {
  const parts = () => partsOf(auth, collections);
  return {
    begin: async (userId, proof) => beginChange(await parts(), userId, proof),
    finish: async (userId, code) => finishChange(await parts(), userId, code),
    renewBackupCodes: async (userId, proof) => renewBackupCodes(await parts(), userId, proof),
    prove: async (userId, proof) => proveFactor(await parts(), userId, proof),
  };
}

async function partsOf(auth: Auth, collections: Collections) {
  return { collections, key: (await auth.$context).secretConfig, now: Date.now };
}

/** Sessions that began without the second factor: all but the newest, which began with it. */
async function endFormer(sessions: UserSessions, userId: string): Promise<void> {
  const [newest] = await sessions.list(userId);
  await sessions.endAll(userId, newest?.id ?? null);
}

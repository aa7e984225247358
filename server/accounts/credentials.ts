import { randomBytes } from 'node:crypto';
import type { Credentials, NewUser, PasswordResets, UserSessions } from '../ports/accounts.ts';
import type { Collections, NewRecord, RecordKey } from '../ports/collections.ts';
import { authRecord, indexText, readAuthRow } from './auth-models.ts';
import { callAuth, isForged } from './call-auth.ts';
import type { Auth } from './open-auth.ts';
import { passkeyRecords } from './passkeys.ts';
import type { PasswordHash } from './password-hash.ts';

type CredentialParts = {
  readonly auth: Auth;
  readonly publicUrl: string;
  readonly collections: Collections;
  readonly passwords: PasswordHash;
  readonly sessions: UserSessions;
};

const HOUR_MS = 3_600_000;
/** Records of one user of a kind: there is one, and never many. */
const MOST = 10;

export function openCredentials({ auth, publicUrl, collections, passwords, sessions }: CredentialParts): Credentials {
  return {
    recordsOf: async (user) => userRecords(user, await passwords.hash(user.password)),
    userOf: async (email) => {
      const found = await collections.findUnique('users', indexText('email', email));
      return found === null ? null : readAuthRow(found).id;
    },
    remove: async (userId) => {
      const tags = [indexText('userId', userId)];
      const accounts = await collections.list('credentials', { tags, after: null, limit: MOST });
      const factor = await collections.findUnique('second-factors', indexText('userId', userId));
      const remove: RecordKey[] = [
        { collection: 'users', id: userId },
        ...accounts.map(({ id }) => ({ collection: 'credentials' as const, id })),
        ...(factor === null ? [] : [{ collection: 'second-factors' as const, id: factor.id }]),
        ...(await passkeyRecords(collections, userId)).map(({ id }) => ({ collection: 'passkeys' as const, id })),
      ];
      await collections.change([], () => ({ put: [], remove, entries: [], answer: undefined }));
      await sessions.endAll(userId, null);
    },
    isPassword: async (userId, password) => {
      const { internalAdapter } = await auth.$context;
      const stored = (await internalAdapter.findCredentialAccount(userId))?.password;
      return typeof stored === 'string' && passwords.verify({ hash: stored, password });
    },
    changePassword: async (browser, { former, next }) => {
      const body = { currentPassword: former, newPassword: next, revokeOtherSessions: true };
      const answer = await callAuth(auth, publicUrl, '/change-password', browser, body);
      const outcome = answer.code === null ? 'changed' : isForged(answer) ? 'forged' : 'wrong';
      return { outcome, cookies: answer.cookies };
    },
  };
}

/** What better-auth would write of somebody who signed up with a password. */
function userRecords({ id, name, email, at }: NewUser, password: string): readonly NewRecord[] {
  const times = { createdAt: at, updatedAt: at };
  const user = { id, name, email, emailVerified: true, image: null, twoFactorEnabled: false, ...times };
  const account = { id: `${id}-password`, accountId: id, providerId: 'credential', userId: id, password, ...times };
  return [authRecord('user', user), authRecord('account', account)];
}

export function openPasswordResets({ auth, publicUrl, collections, sessions }: CredentialParts): PasswordResets {
  const storedUnder = (token: string) => `reset-password:${token}`;
  const whose = async (token: string) => {
    const { internalAdapter } = await auth.$context;
    const stored = await internalAdapter.findVerificationValue(storedUnder(token));
    return stored !== null && stored.expiresAt > new Date() ? stored.value : null;
  };
  return {
    begin: async (email) => {
      const context = await auth.$context;
      const token = randomBytes(24).toString('base64url');
      const found = await collections.findUnique('users', indexText('email', email));
      if (found === null) return null;
      const userId = readAuthRow(found).id;
      const expiresAt = new Date(Date.now() + HOUR_MS);
      const identifier = storedUnder(token);
      await context.internalAdapter.createVerificationValue({ identifier, value: userId, expiresAt });
      return { token, userId };
    },
    whose,
    finish: async (token, password) => {
      const userId = await whose(token);
      const browser = { cookies: '', origin: new URL(publicUrl).origin, userAgent: '' };
      const body = { token, newPassword: password };
      const { code } = await callAuth(auth, publicUrl, '/reset-password', browser, body);
      if (code !== null || userId === null) return false;
      await sessions.endAll(userId, null);
      return true;
    },
  };
}

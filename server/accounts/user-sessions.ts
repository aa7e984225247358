import type { UserSessions } from '../ports/accounts.ts';
import type { Collections } from '../ports/collections.ts';
import { type AuthRow, indexText, readAuthRow } from './auth-models.ts';

/** Sessions of one person that are listed and ended at a time; signing in is limited to fewer than that within their life. */
const MOST = 500;

/** The sessions of a user, by id: their tokens are known to browsers alone. */
export function openUserSessions(collections: Collections, now: () => string): UserSessions {
  const all = async (userId: string) => {
    const question = { tags: [indexText('userId', userId)], after: null, limit: MOST };
    return (await collections.list('sessions', question)).map(readAuthRow);
  };
  const remove = (ids: readonly string[]) => {
    const keys = ids.map((id) => ({ collection: 'sessions' as const, id }));
    return collections.change([], () => ({ put: [], remove: keys, entries: [], answer: undefined }));
  };
  return {
    list: async (userId) => (await all(userId)).filter(({ expiresAt }) => String(expiresAt) > now()).map(summaryOf),
    end: async (userId, sessionId) => {
      const found = await collections.find('sessions', sessionId);
      if (found !== null && readAuthRow(found).userId === userId) await remove([sessionId]);
    },
    endAll: async (userId, except) => {
      const ids = (await all(userId)).map(({ id }) => id).filter((id) => id !== except);
      if (ids.length > 0) await remove(ids);
    },
  };
}

function summaryOf({ id, createdAt, expiresAt, userAgent }: AuthRow) {
  return { id, since: String(createdAt), until: String(expiresAt), userAgent: String(userAgent ?? '') };
}

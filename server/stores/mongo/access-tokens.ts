import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { Database } from './database.ts';

/** Bearer tokens in MongoDB, as hashes: each change is one record. */
export function createAccessTokens({ db }: Database): AccessTokens {
  return {
    replace: async (holder, sha256, at) => {
      await db.tokens.set({ _id: holder }, { $set: { sha256, at } });
    },
    holderOf: async (sha256) => (await db.tokens.one('token', { sha256 }))?._id ?? null,
    exists: async (holder) => (await db.tokens.one('token', { _id: holder })) !== null,
  };
}

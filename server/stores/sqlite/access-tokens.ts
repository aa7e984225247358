import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { Connection } from './sql.ts';

/** Bearer tokens in SQLite, as hashes. A lookup by the hash of 256 random bits tells its timing nothing of use. */
export function createAccessTokens(db: Connection): AccessTokens {
  return {
    replace: async (holder, sha256, at) => {
      db.write(() =>
        db.run(
          `INSERT INTO tokens (holder, sha256, at) VALUES (?, ?, ?)
           ON CONFLICT (holder) DO UPDATE SET sha256 = excluded.sha256, at = excluded.at`,
          holder,
          sha256,
          at,
        ),
      );
    },
    holderOf: async (sha256) =>
      db.one<{ holder: string }>('SELECT holder FROM tokens WHERE sha256 = ?', sha256)?.holder ?? null,
    exists: async (holder) => db.one('SELECT 1 FROM tokens WHERE holder = ?', holder) !== null,
  };
}

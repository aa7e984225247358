import type { RevocationAnswer, RevocationAnswers } from '../../ports/revocation-answers.ts';
import { checkedAnswer } from '../records/checked-answer.ts';
import type { Connection } from './sql.ts';

/** Fetched answers in SQLite. Their total length is kept up by triggers, so that nobody has to add it up. */
export function createRevocationAnswers(db: Connection): RevocationAnswers {
  return {
    find: async (key, after) => {
      const row = db.one<{ fresh_until: number; octets: Uint8Array }>(
        'SELECT fresh_until, octets FROM revocation_answers WHERE key = ? AND fresh_until > ?',
        key,
        after,
      );
      return row === null ? null : { key, octets: row.octets, freshUntil: row.fresh_until };
    },
    put: async (answer, most) => db.write(() => put(db, checkedAnswer(answer), most)),
  };
}

function put(db: Connection, { key, octets, freshUntil }: RevocationAnswer, most: number): void {
  db.run('DELETE FROM revocation_answers WHERE key = ?', key);
  db.run(
    'INSERT INTO revocation_answers (key, fresh_until, length, octets) VALUES (?, ?, ?, ?)',
    key,
    Math.floor(freshUntil),
    octets.length,
    octets,
  );
  for (let first = tooMany(db, key, most); first !== null; first = tooMany(db, key, most))
    db.run('DELETE FROM revocation_answers WHERE key = ?', first);
}

/** Of the others the one that ends first, where all together are too long. */
function tooMany(db: Connection, key: string, most: number): string | null {
  const total = db.one<{ length: number }>('SELECT length FROM revocation_answers_total WHERE id = 1')?.length ?? 0;
  if (total <= most) return null;
  return (
    db.one<{ key: string }>(
      'SELECT key FROM revocation_answers WHERE fresh_until >= 0 AND key <> ? ORDER BY fresh_until LIMIT 1',
      key,
    )?.key ?? null
  );
}

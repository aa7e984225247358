import { type FormerToken, formerTokenRecord } from '../records/former-token.ts';
import type { Connection } from './sql.ts';

/** Tokens of former versions become access keys of the operator; their table goes. */
export function takeOverTokens(db: Connection): void {
  for (const token of db.all<FormerToken>('SELECT holder, sha256, at FROM tokens')) {
    const { collection, id, at, unique, tags, data } = formerTokenRecord(token);
    const atMs = Date.parse(at);
    db.run(
      'INSERT INTO collected (collection, id, version, at_ms, uniques, tags, data) VALUES (?, ?, 1, ?, ?, ?, ?)',
      ...[collection, id, atMs, JSON.stringify(unique), JSON.stringify(tags), data],
    );
    for (const text of unique)
      db.run('INSERT INTO collected_uniques (collection, text, id) VALUES (?, ?, ?)', collection, text, id);
    for (const tag of tags)
      db.run('INSERT INTO collected_tags (collection, tag, at_ms, id) VALUES (?, ?, ?, ?)', collection, tag, atMs, id);
  }
  db.script('DROP TABLE tokens');
}

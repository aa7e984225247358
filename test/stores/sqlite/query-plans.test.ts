import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { connectionTo } from '../../../server/stores/sqlite/connection.ts';
import { migrate } from '../../../server/stores/sqlite/migrations.ts';

const folder = join(import.meta.dirname, '../../../server/stores/sqlite');
const QUOTED = /`((?:SELECT|INSERT|UPDATE|DELETE)\s[^`]+)`|'((?:SELECT|INSERT|UPDATE|DELETE)\s[^']+)'/g;
/** Read whole by intent: what a limit has cut short before, the schema, the few manufacturers and the heads of their chains, a request's own VINs, the reservations open at one moment, and what a restore left open. A backup reads every file's name (`snapshot.ts`). */
const FULL_SCAN =
  /^SCAN (?!\(subquery-1\)|sqlite_master|manufacturers|audit_heads|recovery|awaited|asked VIRTUAL|CONSTANT ROW|json_each|confirmations .*confirmations_open)/;

/** How SQLite would run every statement in the source of the store, both forms of the list among them. */
function plans(): readonly { readonly sql: string; readonly plan: readonly string[] }[] {
  const database = new DatabaseSync(':memory:');
  migrate(connectionTo(database, ':memory:'));
  const names = readdirSync(folder).filter(
    (name) => name !== 'migrations.ts' && name !== 'chain-former-entries.ts' && name !== 'snapshot.ts',
  );
  const source = names.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll(/\$\{CONF\w+\}/g, 'number'));
  return ['', 'AND manufacturer_id = ?']
    .flatMap((clause) => [
      ...source
        .join('\n')
        .replaceAll(/\$\{manufacturerId[^}]*\}/g, clause)
        .matchAll(QUOTED),
    ])
    .map(([, templated, plain]) => templated ?? plain ?? '')
    .map((sql) => ({ sql, steps: database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() }))
    .map(({ sql, steps }) => ({ sql, plan: steps.map((step) => String(step.detail)) }));
}

test('no statement reads a table from end to end', () => {
  const all = plans();
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(({ plan }) => plan.some((step) => FULL_SCAN.test(step) || step.includes('AUTOMATIC')))).toEqual([]);
});

test('the public look-up, and the count of what it missed, are one descent each into an index, whatever they find', () => {
  const found = plans().filter(({ sql }) => sql.includes('lines_tail'));
  expect([...new Set(found.flatMap(({ plan }) => plan))].sort()).toEqual([
    expect.stringMatching(/^SEARCH lines USING INDEX lines_tail \(number=\? AND <expr>=\?\)$/),
    expect.stringMatching(/^SEARCH lines USING INDEX lines_tail \(number=\?\)$/),
  ]);
});

test('the list comes out of its index in order', () => {
  const lists = plans().filter(({ sql }) => sql.includes('ORDER BY issued_ms'));
  expect(lists).toHaveLength(2);
  for (const { plan } of lists)
    expect(plan).toEqual([
      expect.stringMatching(/^SEARCH .*INDEX confirmations_newest/),
      expect.stringMatching(/^SEARCH summaries USING PRIMARY KEY \(number=\?\)$/),
      expect.stringMatching(/^SEARCH archive .*\(number=\?\)$/),
    ]);
});

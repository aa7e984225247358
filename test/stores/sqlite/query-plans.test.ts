import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { type ListFilters, NO_FILTERS } from '../../../server/ports/registry.ts';
import { LIST_START } from '../../../server/stores/records/list-cursor.ts';
import { listStatement } from '../../../server/stores/sqlite/collections.ts';
import { connectionTo } from '../../../server/stores/sqlite/connection.ts';
import { boundStatement, pageStatement } from '../../../server/stores/sqlite/list-confirmations.ts';
import { filterClauses } from '../../../server/stores/sqlite/list-filters.ts';
import { migrate } from '../../../server/stores/sqlite/migrations.ts';

const folder = join(import.meta.dirname, '../../../server/stores/sqlite');
const QUOTED = /`((?:SELECT|INSERT|UPDATE|DELETE)\s[^`]+)`|'((?:SELECT|INSERT|UPDATE|DELETE)\s[^']+)'/g;
/** Read whole by intent: what a limit has cut short before, the schema, the few manufacturers, the heads of their chains and the revisions of shared records, a request's own VINs, the reservations open at one moment, and what a restore left open. A backup reads every file's name (`snapshot.ts`). */
const FULL_SCAN =
  /^SCAN (?!\(subquery-1\)|sqlite_master|manufacturers|shared_revisions|audit_heads|recovery|awaited|asked VIRTUAL|CONSTANT ROW|json_each|confirmations .*confirmations_open)/;

/** Statements that are not written in one piece: others ask for their plans. */
const PUT_TOGETHER = ['list-confirmations.ts', 'list-filters.ts', 'collections.ts'];
/** Over a database of their own, whose only table is bounded. */
const ELSEWHERE = ['limits.ts'];

function freshStore(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  migrate(connectionTo(database, ':memory:'));
  return database;
}

function planOf(database: DatabaseSync, sql: string): readonly string[] {
  return database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((step) => String(step.detail));
}

/** How SQLite would run every statement in the source of the store that is written in one piece. */
function plans(): readonly { readonly sql: string; readonly plan: readonly string[] }[] {
  const database = freshStore();
  const names = readdirSync(folder).filter(
    (name) =>
      name.endsWith('.ts') &&
      ![
        ...PUT_TOGETHER,
        ...ELSEWHERE,
        'migrations.ts',
        'chain-former-entries.ts',
        'take-over-tokens.ts',
        'snapshot.ts',
      ].includes(name),
  );
  const source = names
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .map((text) => text.replaceAll(/\$\{CONF\w+\}/g, 'number').replaceAll(/\$\{SEAL\w+\}/g, 'version'));
  return [...source.join('\n').matchAll(QUOTED)]
    .map(([, templated, plain]) => templated ?? plain ?? '')
    .map((sql) => ({ sql, plan: planOf(database, sql) }));
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

test('a list by tags is read in its order from an index, and nothing is sorted', () => {
  const database = freshStore();
  for (const tags of [['one'], ['one', 'two', 'three']]) {
    const plan = planOf(database, listStatement(tags));
    expect(plan[0]).toBe('SEARCH led USING PRIMARY KEY (collection=? AND tag=? AND (at_ms,id)<(?,?))');
    expect(plan.filter((step) => FULL_SCAN.test(step) || step.includes('TEMP B-TREE'))).toEqual([]);
  }
});

/** Every combination of filters, each with few numbers and with many. */
function filterCombinations(): readonly { readonly filters: ListFilters; readonly hasFewNumbers: boolean }[] {
  const names = Object.keys(NO_FILTERS).filter((name) => !name.startsWith('issued'));
  return Array.from({ length: 2 ** names.length }, (_, bits) => {
    const asked = names.filter((_name, at) => bits & (1 << at)).map((name) => [name, 'live']);
    const filters: ListFilters = { ...NO_FILTERS, ...Object.fromEntries(asked) };
    return [false, ...(filters.numberPrefix === null ? [] : [true])].map((hasFewNumbers) => ({
      filters,
      hasFewNumbers,
    }));
  }).flat();
}

test('a list is read from one index, in order, whatever it is filtered by', () => {
  const database = freshStore();
  const stretch = { from: LIST_START, until: { issuedMs: 0, number: '' } };
  for (const { filters, hasFewNumbers } of filterCombinations()) {
    const { index, walked, judged } = filterClauses(filters, hasFewNumbers);
    const page = planOf(database, pageStatement(index, [...walked, ...judged], stretch, 21).sql);
    const steps = page.filter((step) => !/^(?:LIST|CORRELATED SCALAR) SUBQUERY \d+$/.test(step));
    expect([filters, steps.filter((step) => !/^SEARCH \w+ (?:EXISTS )?USING|^USE TEMP B-TREE/.test(step))]).toEqual([
      filters,
      [],
    ]);
    const isSorted = steps.some((step) => step.startsWith('USE TEMP B-TREE'));
    expect([filters, isSorted]).toEqual([filters, index === 'numbers']);
    if (index === 'numbers') expect(steps[0]).toMatch(/\(number=\?\)|\(number>\? AND number<\?\)/);
    else {
      expect(steps[0]).toMatch(/issued_ms.* AND .*issued_ms/);
      expect(planOf(database, boundStatement(index, walked, stretch).sql)).toEqual([
        expect.stringMatching(/^SEARCH confirmations USING COVERING INDEX confirmations_newest/),
      ]);
    }
  }
});

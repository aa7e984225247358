import { describe, expect, test } from '@jest/globals';
import { ALL_CASES, CASES_BY_KIND } from './trust-cases/all-cases.ts';
import { judgeCase } from './trust-cases/judge-case.ts';

/** The judge of whom and when, case by case: what the standards ask, and where this judge asks more. */
const CLAUSE = /^(?:RFC \d{4}|EN 319 \d{3}(?:-\d)?|ISO\/IEC 9594-8|TS 119 312) \d+(?:\.\d+)*(?: [a-z])?$|^ADR 27$/;

test('there are enough of them, each under a name of its own and by a clause', () => {
  expect(ALL_CASES.length).toBeGreaterThanOrEqual(150);
  expect(new Set(ALL_CASES.map(({ name }) => name)).size).toBe(ALL_CASES.length);
  expect(
    ALL_CASES.filter(({ clause }) => !CLAUSE.test(clause)).map(({ name, clause }) => `${name}: ${clause}`),
  ).toEqual([]);
});

describe.each(Object.entries(CASES_BY_KIND))('%s', (_kind, cases) => {
  test.each(cases)('$name: $what ($clause)', async ({ make, result }) => {
    const judged = await judgeCase(await make());
    expect([judged.indication, judged.subIndication, judged.revocation.kind]).toEqual(result);
  });
});

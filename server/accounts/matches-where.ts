import type { CleanedWhere } from 'better-auth/adapters';
import type { AuthRow } from './auth-models.ts';

type Compare = (found: AuthRow[string] | undefined, asked: unknown) => boolean;

/** Instants are ISO texts of one form, which compare as the instants do. What is missing is neither more nor less. */
const OPERATORS: Readonly<Record<string, Compare>> = {
  eq: (found, asked) => (found ?? null) === (asked ?? null),
  ne: (found, asked) => (found ?? null) !== (asked ?? null),
  in: (found, asked) => Array.isArray(asked) && asked.some((each) => each === found),
  lt: (found, asked) => isOrdered(found, asked, (one, other) => one < other),
  lte: (found, asked) => isOrdered(found, asked, (one, other) => one <= other),
  gt: (found, asked) => isOrdered(found, asked, (one, other) => one > other),
  gte: (found, asked) => isOrdered(found, asked, (one, other) => one >= other),
};

/** Whether a row meets every clause. Throws for a clause of a kind that nothing here asks. */
export function matchesWhere(row: AuthRow, where: readonly CleanedWhere[]): boolean {
  return where.every(({ field, operator, value }) => compareOf(operator ?? 'eq')(row[field], value));
}

function compareOf(operator: string): Compare {
  const compare = OPERATORS[operator];
  if (compare === undefined) throw new Error(`rows are not compared by "${operator}"`);
  return compare;
}

function isOrdered(
  found: AuthRow[string] | undefined,
  asked: unknown,
  compare: (one: string | number, other: string | number) => boolean,
): boolean {
  if (typeof found === 'string' && typeof asked === 'string') return compare(found, asked);
  if (typeof found === 'number' && typeof asked === 'number') return compare(found, asked);
  return false;
}

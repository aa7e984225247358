import { type CleanedWhere, type CustomAdapter, createAdapterFactory } from 'better-auth/adapters';
import type { CollectedRecord, Collections } from '../ports/collections.ts';
import { type AuthRow, authModel, authRecord, indexText, readAuthRow, storedValue } from './auth-models.ts';
import { matchesWhere } from './matches-where.ts';

/** The most rows that one question or change of better-auth may touch: the sessions of one person, for instance. */
const MOST_ROWS = 500;

type Question = { readonly model: string; readonly where: readonly CleanedWhere[] };

/**
 * What better-auth keeps, in collections: on every store, with its single-record atomicity. Rows are found by id, by a unique
 * text or by a tag, then narrowed; whatever it asks otherwise throws, so that no question reads everything there is.
 */
export function collectionsAdapter(collections: Collections) {
  return createAdapterFactory({
    config: {
      adapterId: 'vinseal-collections',
      supportsDates: false,
      supportsBooleans: true,
      supportsNumericIds: false,
      supportsArrays: false,
      transaction: false,
    },
    adapter: () => collectionsOf(collections),
  });
}

function collectionsOf(collections: Collections): CustomAdapter {
  const changing = (question: Question, most: number, change: (row: AuthRow) => AuthRow | null) =>
    changeRows(collections, question, most, change);
  return {
    create: async ({ model, data }) => {
      const row = hashed(model, data);
      const { collection } = authModel(model);
      await collections.change([{ collection, id: row.id }], ([found]) => {
        if (found !== null) throw new Error(`there is a row "${model}" with this id`);
        return { put: [authRecord(model, row)], remove: [], entries: [], answer: null };
      });
      return data;
    },
    findOne: async <T>({ model, where }: Question) => {
      const [found] = await findRows(collections, { model, where });
      return (found === undefined ? null : asAsked(model, found, where)) as T | null;
    },
    findMany: async <T>({ model, where = [], limit, offset = 0, sortBy }: ManyQuestion) => {
      const rows = sorted(await findRows(collections, { model, where }), sortBy);
      return rows.slice(offset, offset + limit) as T[];
    },
    count: async ({ model, where = [] }) => (await findRows(collections, { model, where })).length,
    update: async <T>({ model, where, update }: Question & { update: T }) => {
      const set = stored(model, update as Readonly<Record<string, unknown>>);
      const { after } = await changing({ model, where }, 1, (row) => ({ ...row, ...set }));
      return (after[0] === undefined ? null : asAsked(model, after[0], where)) as T | null;
    },
    updateMany: async ({ model, where, update }) => {
      const set = stored(model, update);
      return (await changing({ model, where }, MOST_ROWS, (row) => ({ ...row, ...set }))).before.length;
    },
    delete: async ({ model, where }) => {
      await changing({ model, where }, 1, () => null);
    },
    deleteMany: async ({ model, where }) => (await changing({ model, where }, MOST_ROWS, () => null)).before.length,
    consumeOne: async <T>({ model, where }: Question) => {
      const { before } = await changing({ model, where }, 1, () => null);
      return (before[0] === undefined ? null : asAsked(model, before[0], where)) as T | null;
    },
    incrementOne: async <T>({ model, where, increment, set = {} }: Question & Increment) => {
      const added = stored(model, set);
      const { after } = await changing({ model, where }, 1, (row) => ({ ...incremented(row, increment), ...added }));
      return (after[0] === undefined ? null : asAsked(model, after[0], where)) as T | null;
    },
  };
}

type ManyQuestion = {
  readonly model: string;
  readonly where?: readonly CleanedWhere[] | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
  readonly sortBy?: SortBy | undefined;
};
type SortBy = { readonly field: string; readonly direction: 'asc' | 'desc' };
type Increment = {
  readonly increment: Readonly<Record<string, number>>;
  readonly set?: Readonly<Record<string, unknown>> | undefined;
};

/** Changes, or removes (null), up to so many rows as they stand when nobody else may change them. */
async function changeRows(
  collections: Collections,
  { model, where }: Question,
  most: number,
  change: (row: AuthRow) => AuthRow | null,
): Promise<{ readonly before: readonly AuthRow[]; readonly after: readonly AuthRow[] }> {
  const { collection } = authModel(model);
  const asked = storedWhere(model, where);
  const found = (await findRows(collections, { model, where })).slice(0, most);
  if (found.length === 0) return { before: [], after: [] };
  const keys = found.map(({ id }) => ({ collection, id }));
  return collections.change(keys, (records) => {
    const before = rowsOf(records).filter((row) => matchesWhere(row, asked));
    const changed = before.map((row) => [row, change(row)] as const);
    const after = changed.flatMap(([, row]) => (row === null ? [] : [row]));
    const gone = changed.flatMap(([{ id }, row]) => (row === null ? [{ collection, id }] : []));
    return {
      ...{ put: after.map((row) => authRecord(model, row)), remove: gone, entries: [] },
      answer: { before, after },
    };
  });
}

async function findRows(collections: Collections, { model, where }: Question): Promise<readonly AuthRow[]> {
  if (where.some(({ connector }) => connector !== 'AND'))
    throw new Error(`rows "${model}" are not found by either of two`);
  const asked = storedWhere(model, where);
  const records = await candidates(collections, model, asked);
  return rowsOf(records).filter((row) => matchesWhere(row, asked));
}

/** Rows that one clause finds; the others narrow them. */
async function candidates(
  collections: Collections,
  model: string,
  where: readonly CleanedWhere[],
): Promise<readonly (CollectedRecord | null)[]> {
  const { collection, unique, tags } = authModel(model);
  const by = (fields: readonly string[]) =>
    where.find((clause) => fields.includes(clause.field) && valuesOf(clause) !== null);
  const one = by(['id']) ?? by(unique);
  if (one !== undefined) {
    const find = (value: string) =>
      one.field === 'id'
        ? collections.find(collection, value)
        : collections.findUnique(collection, indexText(one.field, value));
    return Promise.all((valuesOf(one) ?? []).map(find));
  }
  const several = by(tags);
  if (several === undefined)
    throw new Error(`rows "${model}" are not found by ${where.map(({ field }) => field).join()}`);
  const lists = (valuesOf(several) ?? []).map((value) =>
    collections.list(collection, { tags: [indexText(several.field, value)], after: null, limit: MOST_ROWS }),
  );
  return (await Promise.all(lists)).flat();
}

/** What a clause can be looked up with; null where it is of another kind. */
function valuesOf({ operator, value }: CleanedWhere): readonly string[] | null {
  if (operator === 'eq' && typeof value === 'string') return [value];
  if (operator === 'in' && Array.isArray(value)) return value.map(String);
  return null;
}

function storedWhere(name: string, where: readonly CleanedWhere[]): readonly CleanedWhere[] {
  const model = authModel(name);
  return where.map((clause) => {
    const { field, value } = clause;
    const asStored = Array.isArray(value)
      ? value.map((each) => storedValue(model, field, each))
      : storedValue(model, field, value);
    return { ...clause, value: asStored as CleanedWhere['value'] };
  });
}

function stored(name: string, values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const model = authModel(name);
  const entries = Object.entries(values).map(([field, value]) => [field, storedValue(model, field, value)]);
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

function hashed(model: string, row: Readonly<Record<string, unknown>>): AuthRow {
  return stored(model, row) as AuthRow;
}

/** A row with the secret in clear that it was found by: its bearer has told it. */
function asAsked(name: string, row: AuthRow, where: readonly CleanedWhere[]): AuthRow {
  const secrets = where.filter(({ field, operator }) => operator === 'eq' && authModel(name).hashed.includes(field));
  return { ...row, ...Object.fromEntries(secrets.map(({ field, value }) => [field, value])) } as AuthRow;
}

function incremented(row: AuthRow, increment: Increment['increment']): AuthRow {
  const counted = Object.entries(increment).map(([field, by]) => [field, Number(row[field] ?? 0) + by]);
  return { ...row, ...Object.fromEntries(counted) };
}

function rowsOf(records: readonly (CollectedRecord | null)[]): readonly AuthRow[] {
  return records.flatMap((record) => (record === null ? [] : [readAuthRow(record)]));
}

function sorted(rows: readonly AuthRow[], sortBy: SortBy | undefined): readonly AuthRow[] {
  if (sortBy === undefined) return rows;
  const sign = sortBy.direction === 'asc' ? 1 : -1;
  const text = (row: AuthRow) => String(row[sortBy.field] ?? '');
  return [...rows].sort((one, other) => sign * (text(one) < text(other) ? -1 : text(one) > text(other) ? 1 : 0));
}

import { z } from 'zod';
import type { CollectedRecord, Collection, NewRecord } from '../ports/collections.ts';
import { sha256Hex } from './sha256-hex.ts';

/** A row as better-auth knows it: flat, instants as ISO texts. */
export type AuthRow = Readonly<Record<string, string | number | boolean | null>> & { readonly id: string };

const ROW = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .and(z.object({ id: z.string() }));

type AuthModel = {
  readonly collection: Collection;
  /** Fields by which one row is found. */
  readonly unique: readonly string[];
  /** Fields by which several are found. */
  readonly tags: readonly string[];
  /** Secrets that their bearer alone knows: kept as hashes. */
  readonly hashed: readonly string[];
};

const MODELS: Readonly<Record<string, AuthModel>> = {
  user: { collection: 'users', unique: ['email'], tags: [], hashed: [] },
  session: { collection: 'sessions', unique: ['token'], tags: ['userId'], hashed: ['token'] },
  account: { collection: 'credentials', unique: [], tags: ['userId'], hashed: [] },
  verification: { collection: 'verifications', unique: [], tags: ['identifier'], hashed: [] },
  passkey: { collection: 'passkeys', unique: ['credentialID'], tags: ['userId'], hashed: [] },
  twoFactor: { collection: 'second-factors', unique: ['userId'], tags: [], hashed: [] },
};

/** How a model of better-auth is kept. Throws for one that has no place. */
export function authModel(name: string): AuthModel {
  const model = MODELS[name];
  if (model === undefined) throw new Error(`no collection keeps "${name}"`);
  return model;
}

/** The text that a field is found by. */
export function indexText(field: string, value: unknown): string {
  return `${field}:${String(value)}`;
}

/** What a field is stored as, and compared with. */
export function storedValue(model: AuthModel, field: string, value: unknown): unknown {
  return model.hashed.includes(field) && typeof value === 'string' ? sha256Hex(value) : value;
}

/** The record of a row whose secrets are hashed already. What ends is found by the day on which it does. */
export function authRecord(name: string, row: AuthRow): NewRecord {
  const model = authModel(name);
  const { expiresAt, createdAt } = row;
  const given = (field: string) => row[field] !== undefined && row[field] !== null;
  return {
    collection: model.collection,
    id: row.id,
    at: typeof createdAt === 'string' ? createdAt : EARLIEST,
    unique: model.unique.filter(given).map((field) => indexText(field, row[field])),
    tags: [
      ...model.tags.filter(given).map((field) => indexText(field, row[field])),
      ...(typeof expiresAt === 'string' ? [endsOn(expiresAt.slice(0, 10))] : []),
    ],
    data: JSON.stringify(ROW.parse(row)),
  };
}

const EARLIEST = '1970-01-01T00:00:00.000Z';

/** The tag of what ends on that day (UTC). */
export function endsOn(day: string): string {
  return `ends:${day}`;
}

export function readAuthRow(record: CollectedRecord): AuthRow {
  return ROW.parse(JSON.parse(record.data));
}

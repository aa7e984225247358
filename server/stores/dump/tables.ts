import { z } from 'zod';
import { ACTOR_KINDS } from '../../model/access/actor.ts';

/**
 * What a store holds, as records that belong to no store: what `vinseal migrate-store` moves from one to the other, and what a backup
 * of a database outside the data folder holds. Null stands for what is not there. A record of each table, in this order; a new
 * collection is an entry here, one in `stores/sqlite/dump/sqlite-tables.ts` and one in `stores/mongo/dump/mongo-tables.ts`, or in the
 * list of what is not moved that each of them has.
 */

const TEXT = z.string();
const MAYBE = TEXT.nullable();
const COUNT = z.int().min(0);
const SHA256 = TEXT.regex(/^[0-9a-f]{64}$/);
const actor = z.strictObject({ kind: z.enum([...ACTOR_KINDS, 'named']), id: TEXT, name: TEXT });

const manufacturer = z.strictObject({
  id: TEXT,
  code: TEXT,
  data: z.looseObject({ id: TEXT, code: TEXT }),
  outlets: z.array(z.looseObject({ id: TEXT, manufacturerId: TEXT })),
});

const seal = z.strictObject({
  manufacturerId: TEXT,
  version: z.int().min(1),
  data: z.looseObject({ nameZh: TEXT }),
  picture: MAYBE,
  /** Of the picture: SVG text, or a PNG in base64. */
  content: MAYBE,
  from: TEXT,
  until: MAYBE,
  state: z.enum(['proposed', 'approved', 'retired']),
  proposedBy: actor,
  proposedAt: TEXT,
  approvedBy: actor.nullable(),
  approvedAt: MAYBE,
  retiredBy: actor.nullable(),
  retiredAt: MAYBE,
});

const copy = { renewals: COUNT, sha256: SHA256, level: TEXT, renewedAt: TEXT };
const archive = z.strictObject({
  dueMs: z.int(),
  renewals: COUNT,
  sha256: SHA256.nullable(),
  level: MAYBE,
  renewedAt: MAYBE,
  /** Those that a newer one replaced, oldest first. */
  former: z.array(z.strictObject(copy)),
});

const confirmation = z
  .strictObject({
    number: TEXT,
    manufacturerId: TEXT,
    makerCode: TEXT,
    year: COUNT,
    sequence: COUNT,
    state: z.enum(['reserved', 'intended', 'live', 'released']),
    owner: TEXT,
    supersedes: MAYBE,
    /** Null from a release on: the key is free again. */
    idempotencyKey: MAYBE,
    requestHash: TEXT,
    reservedBy: TEXT,
    reservedAt: TEXT,
    /** Null where nothing is open, or where the lease is that of a process. */
    leaseUntilMs: z.int().nullable(),
    /** What was signed, as JSON text: exactly as it was stored. */
    content: MAYBE,
    summary: z.strictObject({ data: z.looseObject({}), vehicles: COUNT, outlets: COUNT }).nullable(),
    sha256: SHA256.nullable(),
    keyId: MAYBE,
    sealVersion: z.int().nullable(),
    issuedBy: MAYBE,
    issuedAt: MAYBE,
    issuedMs: z.int().nullable(),
    archive: archive.nullable(),
  })
  .refine(isWhole);

/** What was issued has everything that a verdict, a list or a download asks for. */
function isWhole(record: {
  readonly state: string;
  readonly content: string | null;
  readonly [name: string]: unknown;
}): boolean {
  if (record.state !== 'live') return true;
  const needed = ['sha256', 'keyId', 'issuedBy', 'issuedAt', 'issuedMs', 'summary', 'archive'];
  return needed.every((name) => record[name] !== null) && isJson(record.content);
}

function isJson(text: string | null): boolean {
  if (text === null) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const line = z.strictObject({
  number: TEXT,
  line: COUNT,
  vin: TEXT,
  status: z.enum(['reserved', 'live', 'withdrawn', 'superseded', 'released']),
  at: MAYBE,
  by: MAYBE,
  reason: MAYBE,
  supersededBy: MAYBE,
  destination: MAYBE,
  test: z.boolean().nullable(),
});

const entry = z.strictObject({
  stream: TEXT,
  position: z.int().min(1),
  previous: SHA256,
  hash: SHA256,
  at: TEXT,
  actor,
  action: TEXT,
  phase: z.enum(['intended', 'succeeded', 'failed', 'recorded']),
  subject: z.strictObject({ kind: TEXT, id: TEXT }),
  detail: z.record(TEXT, TEXT),
});

const run = { makerCode: TEXT, year: COUNT };

export const DUMP_TABLES = {
  manufacturers: manufacturer,
  seals: seal,
  counters: z.strictObject({ ...run, last: COUNT }),
  confirmations: confirmation,
  lines: line,
  'audit-entries': entry,
  'audit-heads': z.strictObject({ stream: TEXT, position: COUNT, hash: SHA256 }),
  recovery: z.strictObject({ restoredAt: TEXT, isComplete: z.boolean(), confirmedAt: MAYBE }),
  unrecovered: z.strictObject({ ...run, first: COUNT, last: COUNT }),
  awaited: z.strictObject({
    number: TEXT,
    sha256: TEXT,
    keyId: TEXT,
    sealVersion: z.int().nullable(),
    issuedBy: TEXT,
  }),
  /** What all instances share, in the order within a kind; `content` in base64. */
  'shared-records': z.strictObject({ kind: TEXT, name: TEXT, place: z.int().min(1), content: z.base64() }),
  'shared-revisions': z.strictObject({ kind: TEXT, revision: COUNT }),
  /** What people work on. */
  collected: z.strictObject({
    ...{ collection: TEXT, id: TEXT, version: COUNT, atMs: z.int() },
    ...{ uniques: z.array(TEXT), tags: z.array(TEXT), data: TEXT },
  }),
  'check-results': z.strictObject({ key: SHA256, checkedMs: z.int(), length: COUNT, data: TEXT }),
} as const;

export type TableName = keyof typeof DUMP_TABLES;
export type DumpRecord<Name extends TableName = TableName> = z.infer<(typeof DUMP_TABLES)[Name]>;

export const TABLE_NAMES = Object.keys(DUMP_TABLES) as readonly TableName[];

import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { Manufacturer } from '../../../model/manufacturers/manufacturer.ts';
import type { SealVersion } from '../../../model/seals/seal.ts';
import type { DumpRecord, TableName } from '../../dump/tables.ts';
import type { Kinds } from '../database.ts';
import type { Sorting } from '../records.ts';
import { backwards, type LineRecord } from '../schema/line-schema.ts';
import { counterOf } from '../spent-number.ts';
import { confirmationOf, confirmationRecord } from './confirmation-records.ts';
import { collectedDocument, collectedOf, sharedDocument, sharedOf } from './shared-documents.ts';

type Document = Readonly<Record<string, unknown>>;

/** How the records of one table lie in MongoDB. */
export type MongoTable<Name extends TableName, Model extends keyof Kinds = keyof Kinds> = {
  readonly model: Model;
  /** The order of the key, and the index that has it. */
  readonly sort: Sorting;
  readonly index: string;
  /** A field: `position` is then counted anew among the documents that have the same value there. */
  readonly countedBy?: string;
  readonly read: (document: Document) => unknown;
  readonly write: (record: DumpRecord<Name>) => Kinds[Model];
};

function table<Name extends TableName, Model extends keyof Kinds>(
  _name: Name,
  entry: MongoTable<Name, Model>,
): MongoTable<Name, Model> {
  return entry;
}

const BY_ID = { sort: { _id: 1 }, index: '_id_' } as const;

function without({ _id, ...fields }: Document): Document {
  return fields;
}

export const MONGO_TABLES = {
  manufacturers: table('manufacturers', {
    model: 'manufacturers',
    ...BY_ID,
    read: ({ _id: id, ...fields }) => ({ id, ...fields }),
    write: ({ id, code, data, outlets }) => ({
      ...{ _id: id, code, data: data as unknown as Manufacturer },
      outlets: outlets as unknown as readonly RegisteredOutlet[],
    }),
  }),
  seals: table('seals', {
    model: 'seals',
    sort: { manufacturerId: 1, version: 1 },
    index: 'version',
    read: without,
    write: (seal) => ({
      ...(seal as unknown as SealVersion),
      ...{ _id: `${seal.manufacturerId}/${seal.version}`, content: seal.content },
    }),
  }),
  counters: table('counters', {
    model: 'counters',
    ...BY_ID,
    read: ({ _id, last }) => {
      const [makerCode, year] = String(_id).split('/');
      return { makerCode, year: Number(year), last };
    },
    write: ({ last, ...counter }) => ({ _id: counterOf(counter), last }),
  }),
  confirmations: table('confirmations', {
    model: 'confirmations',
    ...BY_ID,
    read: confirmationOf,
    write: confirmationRecord,
  }),
  lines: table('lines', {
    model: 'lines',
    sort: { number: 1, vin: 1 },
    index: 'vins',
    read: ({ _id, backwards: _backwards, claims: _claims, ...line }) => ({ ...NO_LINE_ENDS, ...line }),
    write: lineRecord,
  }),
  'audit-entries': table('audit-entries', {
    model: 'entries',
    sort: { stream: 1, position: 1 },
    index: 'place',
    read: without,
    write: (entry) => ({ _id: `${entry.stream}/${entry.position}`, ...entry }),
  }),
  'audit-heads': table('audit-heads', {
    model: 'heads',
    ...BY_ID,
    read: ({ _id: stream, ...head }) => ({ stream, ...head }),
    write: ({ stream, ...head }) => ({ _id: stream, ...head }),
  }),
  recovery: table('recovery', {
    model: 'recovery',
    ...BY_ID,
    read: without,
    write: (recovery) => ({ _id: 'restore', ...recovery }),
  }),
  unrecovered: table('unrecovered', {
    model: 'unrecovered',
    sort: { makerCode: 1, year: 1, first: 1 },
    index: 'run',
    read: without,
    write: (run) => ({ _id: `${run.makerCode}/${run.year}/${run.first}`, ...run }),
  }),
  awaited: table('awaited', {
    model: 'awaited',
    ...BY_ID,
    read: ({ _id: number, ...awaited }) => ({ number, ...awaited }),
    write: ({ number, ...awaited }) => ({ _id: number, ...awaited }),
  }),
  'shared-records': table('shared-records', {
    model: 'sharedRecords',
    sort: { kind: 1, position: 1 },
    index: 'kind',
    countedBy: 'kind',
    read: sharedOf,
    write: sharedDocument,
  }),
  'shared-revisions': table('shared-revisions', {
    model: 'sharedRevisions',
    ...BY_ID,
    read: ({ _id: kind, ...fields }) => ({ kind, ...fields }),
    write: ({ kind, ...fields }) => ({ _id: kind, ...fields }),
  }),
  collected: table('collected', { model: 'collected', ...BY_ID, read: collectedOf, write: collectedDocument }),
  'check-results': table('check-results', {
    model: 'checkResults',
    ...BY_ID,
    read: ({ _id: key, ...result }) => ({ key, ...result }),
    write: ({ key, ...result }) => ({ _id: key, ...result }),
  }),
} as const satisfies { readonly [Name in TableName]: { readonly model: keyof Kinds } };

/** Collections that hold nothing to be moved, and why. */
export const MONGO_NOT_MOVED: Readonly<Partial<Record<keyof Kinds, string>>> = {
  turns: 'counts up so that of two transactions the second begins anew',
  trials: 'what trials of writing wrote',
  versions: 'which schema this database has, and whose it is',
  files: 'PDFs: moved one by one, see `move-documents.ts`',
  totals: 'how long the results of checks are together: computed when all are there',
  fillings: 'whether this database is being filled, or was moved elsewhere',
  buckets: 'what limits count: forgotten within minutes',
  revocationAnswers: 'what was fetched of revocation: is fetched again',
};

const NO_LINE_ENDS = { at: null, by: null, reason: null, supersededBy: null, destination: null, test: null };

function lineRecord({ number, line, vin, status, ...rest }: DumpRecord<'lines'>): LineRecord {
  return {
    ...{ _id: `${number}/${line}`, number, line, vin, backwards: backwards(vin), status },
    ...(status === 'live' || status === 'reserved' ? { claims: status } : {}),
    ...present(rest),
  };
}

/** What is null in a record is absent in a document. */
function present<Fields extends object>(
  fields: Fields,
): { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as never;
}

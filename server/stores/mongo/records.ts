import {
  type ClientSession,
  type Model,
  mongo,
  type PipelineStage,
  type QueryFilter,
  type UpdateQuery,
} from 'mongoose';
import { READS, type ReadName, TIME_LIMIT_MS } from './read-table.ts';

export type Sorting = Readonly<Record<string, 1 | -1>>;
/** Which fields are read: all where it is left out. */
export type Fields = Readonly<Record<string, 0 | 1>>;
/** Name of the index to use: the server might else take another, and sort. */
type Hint = string;
type Part = { readonly limit?: number; readonly sort?: Sorting; readonly fields?: Fields };

/** One collection, inside a transaction or outside. Every question has a name in `READS` and a bound. */
export type Records<Doc> = {
  /** The first in the order asked for, or null. */
  readonly one: (name: ReadName, filter: QueryFilter<Doc>, part?: Omit<Part, 'limit'>) => Promise<Doc | null>;
  readonly many: (name: ReadName, filter: QueryFilter<Doc>, part?: Part) => Promise<readonly Doc[]>;
  /** How many there are, counted up to what the name allows. */
  readonly count: (name: ReadName, filter: QueryFilter<Doc>) => Promise<number>;
  readonly combine: <Row>(name: ReadName, pipeline: readonly PipelineStage[], hint?: Hint) => Promise<readonly Row[]>;
  /** All of them, checked by the schema. */
  readonly insert: (docs: readonly Doc[]) => Promise<void>;
  /** Changes every one that fits and gives how many did. */
  readonly change: (filter: QueryFilter<Doc>, change: UpdateQuery<Doc>) => Promise<number>;
  /** Changes the one that fits, by expressions that the server computes (`$$NOW`); gives how many fitted. */
  readonly compute: (
    filter: QueryFilter<Doc>,
    change: { readonly set: Readonly<Record<string, unknown>>; readonly orInsert?: boolean },
  ) => Promise<number>;
  /** Changes the one that fits, or inserts it, and gives it as it is then. */
  readonly put: (filter: QueryFilter<Doc>, change: UpdateQuery<Doc>) => Promise<Doc>;
  /**
   * Changes the one that fits, or inserts it, by stages that the server computes, and gives it as it is then. Only the primary has
   * it, in memory: an election or a power cut may lose it.
   */
  readonly reckon: (filter: QueryFilter<Doc>, stages: readonly Readonly<Record<string, unknown>>[]) => Promise<Doc>;
  /** Changes the one that fits, or inserts it; nothing is read back. */
  readonly set: (filter: QueryFilter<Doc>, change: UpdateQuery<Doc>) => Promise<void>;
  readonly remove: (filter: QueryFilter<Doc>) => Promise<number>;
};

/** The records of one model. `session`: of the transaction that all of it is part of; null outside. */
export function recordsOf<Doc>(model: Model<Doc>, session: ClientSession | null): Records<Doc> {
  const find = (name: ReadName, filter: QueryFilter<Doc>, { limit = Infinity, sort = {}, fields = {} }: Part) => {
    const query = model
      .find(filter, fields)
      .sort({ ...sort })
      .limit(Math.min(limit, READS[name].most));
    return asked(query.maxTimeMS(TIME_LIMIT_MS), name, session).lean().exec() as unknown as Promise<readonly Doc[]>;
  };
  const options = session === null ? {} : { session };
  return {
    one: async (name, filter, part = {}) => (await find(name, filter, { ...part, limit: 1 }))[0] ?? null,
    many: (name, filter, part = {}) => find(name, filter, part),
    count: (name, filter) => {
      const query = model.countDocuments(filter).limit(READS[name].most).maxTimeMS(TIME_LIMIT_MS);
      return asked(query, name, session).exec();
    },
    combine: (name, pipeline, hint) => {
      const combining = model
        .aggregate<never>([...pipeline, { $limit: READS[name].most }])
        .option({ maxTimeMS: TIME_LIMIT_MS, ...(hint === undefined ? {} : { hint }) });
      return asked(combining, name, session).exec();
    },
    insert: async (docs) => {
      await model.insertMany(docs as never, { ...options, ordered: true }).catch(throwCause);
    },
    change: async (filter, change) =>
      (await model.updateMany(filter, change, { ...options, runValidators: true })).matchedCount,
    compute: async (filter, { set, orInsert = false }) => {
      const computing = { ...options, updatePipeline: true, upsert: orInsert };
      const done = await model.updateOne(filter, [{ $set: { ...set } }], computing);
      return done.matchedCount + done.upsertedCount;
    },
    put: async (filter, change) => {
      const putting = {
        ...options,
        upsert: true,
        returnDocument: 'after',
        runValidators: true,
        maxTimeMS: TIME_LIMIT_MS,
      } as const;
      const found = await model.findOneAndUpdate(filter, change, putting).lean().exec();
      return found as unknown as Doc;
    },
    reckon: async (filter, stages) => {
      const reckoning = {
        ...options,
        upsert: true,
        updatePipeline: true,
        returnDocument: 'after',
        writeConcern: { w: 1, j: false },
        maxTimeMS: TIME_LIMIT_MS,
      } as const;
      const pipeline = stages.map((stage) => ({ $set: stage }));
      const found = await model.findOneAndUpdate(filter, pipeline, reckoning).lean().exec();
      return found as unknown as Doc;
    },
    set: async (filter, change) => {
      await model.updateOne(filter, change, { ...options, upsert: true, runValidators: true });
    },
    remove: async (filter) => (await model.deleteMany(filter, options)).deletedCount,
  };
}

/** The driver wraps whatever befell an insertion, a lost connection too, so that it looks like the word of a server. */
function throwCause(error: unknown): never {
  throw error instanceof mongo.MongoBulkWriteError && error.errorResponse instanceof mongo.MongoError
    ? error.errorResponse
    : error;
}

/** What mongoose's queries and aggregations have in common. */
type Asking<Query> = {
  readonly session: (session: ClientSession) => Query;
  readonly read: (preference: 'primary') => Query;
  readonly readConcern: (level: 'majority' | 'local') => Query;
};

function asked<Query extends Asking<Query>>(query: Query, name: ReadName, session: ClientSession | null): Query {
  if (session !== null) return query.session(session);
  const { concern, preference } = READS[name];
  return query.read(preference).readConcern(concern);
}

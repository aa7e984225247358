import type { SQLInputValue } from 'node:sqlite';

/** An open database: prepared statements are kept, and a fault of the file itself is thrown as `StoreUnusable`. */
export type Connection = {
  /** The real path of the database, symbolic links resolved: the same for every process that has it open. */
  readonly file: string;
  /** The first row, or null. The caller names the row's shape, which its SQL fixes. */
  readonly one: <Row>(sql: string, ...values: SQLInputValue[]) => Row | null;
  readonly all: <Row>(sql: string, ...values: SQLInputValue[]) => Row[];
  /** Runs a change and gives the number of rows it touched. */
  readonly run: (sql: string, ...values: SQLInputValue[]) => number;
  /** Runs several statements of the schema, without values. */
  readonly script: (sql: string) => void;
  /** Runs all of `work` as one durable transaction; when it throws, nothing has happened. Not nestable. */
  readonly write: <Value>(work: () => Value) => Value;
  readonly close: () => void;
};

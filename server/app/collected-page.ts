import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { CollectedRecord, Collection, Collections, ListPosition } from '../ports/collections.ts';

/** One page of a list, newest first. */
export type CollectedPage<Item> = {
  readonly items: readonly Item[];
  /** What the next page is asked for with; null on the last one. */
  readonly nextCursor: string | null;
};

export type PageQuestion = {
  readonly tags: readonly string[];
  /** Where the former page ended: its `nextCursor`; null for the first. */
  readonly cursor: string | null;
  readonly limit: number;
};

/** Milliseconds and id of the last record shown. */
const CURSOR = /^(\d{1,15})\.([A-Za-z0-9_:-]{1,64})$/;
const MAX_TIME_MS = 8.64e15;
/** What a store gives at most. */
const MAX_LISTED = 1_000;

/** A page of the records of a collection that have every tag. Refuses a cursor that no page gave (`cursor-not-valid`). */
export async function collectedPage<Item>(
  collections: Pick<Collections, 'list'>,
  collection: Collection,
  { tags, cursor, limit }: PageQuestion,
  read: (record: CollectedRecord) => Item,
): Promise<Result<CollectedPage<Item>>> {
  const after = cursor === null ? null : readPosition(cursor);
  if (cursor !== null && after === null) return refuse('cursor-not-valid');
  // One more than is shown tells whether there is a next page.
  const records = await collections.list(collection, { tags, after, limit: Math.min(MAX_LISTED, limit + 1) });
  const last = records.length > limit ? records[limit - 1] : undefined;
  const nextCursor = last === undefined ? null : `${Date.parse(last.at)}.${last.id}`;
  return succeed({ items: records.slice(0, limit).map(read), nextCursor });
}

function readPosition(cursor: string): ListPosition | null {
  const [, ms, id] = CURSOR.exec(cursor) ?? [];
  if (ms === undefined || id === undefined || Number(ms) > MAX_TIME_MS) return null;
  return { at: new Date(Number(ms)).toISOString(), id };
}

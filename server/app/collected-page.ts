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

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)~(.{1,200})$/;

/** A page of the records of a collection that have every tag. Refuses a cursor that no page gave (`cursor-not-valid`). */
export async function collectedPage<Item>(
  collections: Pick<Collections, 'list'>,
  collection: Collection,
  { tags, cursor, limit }: PageQuestion,
  read: (record: CollectedRecord) => Item,
): Promise<Result<CollectedPage<Item>>> {
  const after = cursor === null ? null : readPosition(cursor);
  if (cursor !== null && after === null) return refuse('cursor-not-valid');
  const records = await collections.list(collection, { tags, after, limit: limit + 1 });
  const shown = records.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = records.length > limit && last !== undefined ? `${last.at}~${last.id}` : null;
  return succeed({ items: shown.map(read), nextCursor });
}

function readPosition(cursor: string): ListPosition | null {
  const [, at, id] = CURSOR.exec(cursor) ?? [];
  return at === undefined || id === undefined || Number.isNaN(Date.parse(at)) ? null : { at, id };
}

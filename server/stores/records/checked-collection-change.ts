import { type CollectionChange, MAX_CHANGED, MAX_DATA_LENGTH, type RecordKey } from '../../ports/collections.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';

/** The change, where every store can keep it. Throws `record-not-valid`. */
export function checkedCollectionChange<Answer>(
  keys: readonly RecordKey[],
  change: CollectionChange<Answer>,
): CollectionChange<Answer> {
  if (keys.length + change.put.length + change.remove.length > 2 * MAX_CHANGED)
    throw new StoreConflict('record-not-valid', `a change touches ${MAX_CHANGED} records at most`);
  const tooLong = change.put.find(({ data }) => data.length > MAX_DATA_LENGTH);
  if (tooLong !== undefined)
    throw new StoreConflict('record-not-valid', `${tooLong.id} is longer than ${MAX_DATA_LENGTH} characters`);
  return change;
}

/** A key as one text. */
export function keyText({ collection, id }: RecordKey): string {
  return `${collection}/${id}`;
}

import { MAX_SHARED_BYTES, type SharedChange } from '../../ports/shared-records.ts';
import { StoreConflict } from '../../ports/store-conflict.ts';

/** The change, where every store can keep it. Throws `record-not-valid`. */
export function checkedSharedChange<Answer>(change: SharedChange<Answer>): SharedChange<Answer> {
  const tooLong = change.put.find(({ content }) => content.length > MAX_SHARED_BYTES);
  if (tooLong !== undefined)
    throw new StoreConflict('record-not-valid', `${tooLong.name} is longer than ${MAX_SHARED_BYTES} bytes`);
  return change;
}

import type { Collections } from '../../ports/collections.ts';
import { batchKey, batchRecord, changedBatch, readBatch, type StoredBatch } from './batch-records.ts';

/**
 * One instance at a time seals a batch. It says so in the record and counts up from time to time; whoever sees the same count for
 * `HOLD_MS` by a clock of its own takes the batch over. No clocks are compared, so that none has to be right. What two instances
 * that both believe to hold it would do is harmless: a row is issued under one key.
 */
export const HOLD_MS = 30_000;
export const BEAT_MS = 10_000;

/** Takes an approved batch whose lease is still the one that was seen; null where somebody was faster. */
export function takeBatch(
  collections: Pick<Collections, 'change'>,
  { id, lease }: Pick<StoredBatch, 'id' | 'lease'>,
  holder: string,
): Promise<StoredBatch | null> {
  return change(collections, id, (batch) => {
    const isAsSeen = batch.lease?.holder === lease?.holder && batch.lease?.beat === lease?.beat;
    if (batch.state !== 'approved' || !isAsSeen) return null;
    return { ...batch, lease: { holder, beat: (batch.lease?.beat ?? 0) + 1 } };
  });
}

/** Says that the batch is still being sealed; null where it is no longer this instance's to seal. */
export function keepBatch(
  collections: Pick<Collections, 'change'>,
  id: string,
  holder: string,
): Promise<StoredBatch | null> {
  return change(collections, id, (batch) => {
    if (batch.state !== 'approved' || batch.lease?.holder !== holder) return null;
    return { ...changedBatch(batch, batch), lease: { holder, beat: batch.lease.beat + 1 } };
  });
}

/** Anybody may take it at once. */
export async function releaseBatch(
  collections: Pick<Collections, 'change'>,
  id: string,
  holder: string,
): Promise<void> {
  await change(collections, id, (batch) => (batch.lease?.holder === holder ? { ...batch, lease: null } : null));
}

function change(
  collections: Pick<Collections, 'change'>,
  id: string,
  decide: (batch: StoredBatch) => StoredBatch | null,
): Promise<StoredBatch | null> {
  return collections.change([batchKey(id)], ([record]) => {
    const changed = record === null || record === undefined ? null : decide(readBatch(record));
    return { put: changed === null ? [] : [batchRecord(changed)], remove: [], entries: [], answer: changed };
  });
}

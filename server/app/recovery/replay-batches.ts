import { actorRef, RECOVERY } from '../../model/access/actor.ts';
import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import { pauseBatch } from '../../model/batches/batch-steps.ts';
import type { Collections } from '../../ports/collections.ts';
import { batchKey, batchRecord, changedBatch, inState, readBatch, type StoredBatch } from '../batches/batch-records.ts';
import { everyRecord } from '../people/every-record.ts';

/**
 * Cancels the batches that were cancelled or rejected since, so that nobody approves what was turned down, and pauses the others that are being sealed: what was issued of them since
 * is not registered here and would be issued a second time. A person resumes them once it was adopted.
 */
export async function replayBatches(
  collections: Pick<Collections, 'change' | 'list'>,
  entries: readonly RecordedEntry[],
  at: string,
): Promise<void> {
  const ended = new Set(entries.filter(isEnding).map(({ subject }) => subject.id));
  for (const record of await everyRecord(collections, 'batches', [inState('approved')]))
    await change(collections, record.id, (batch) => pausedOrCancelled(batch, ended.has(batch.id), at));
  for (const id of ended) await change(collections, id, (batch) => pausedOrCancelled(batch, true, at));
}

function isEnding({ action, phase, detail }: RecordedEntry): boolean {
  if (phase !== 'succeeded') return false;
  return (
    (action === 'control-batch' && detail.step === 'cancel') || (action === 'approve-batch' && detail.step === 'reject')
  );
}

function pausedOrCancelled(batch: StoredBatch, isCancelled: boolean, at: string): StoredBatch | null {
  const isOpen = ['proposed', 'approved', 'paused'].includes(batch.state);
  if (isCancelled) return isOpen ? changedBatch(batch, { ...batch, state: 'cancelled', endedAt: at }) : null;
  const paused = pauseBatch(batch, actorRef(RECOVERY), at, 'registry-restored');
  return paused.ok ? { ...changedBatch(batch, paused.value), lease: null } : null;
}

function change(
  collections: Pick<Collections, 'change'>,
  id: string,
  decide: (batch: StoredBatch) => StoredBatch | null,
): Promise<null> {
  return collections.change([batchKey(id)], ([record]) => {
    const changed = record === null || record === undefined ? null : decide(readBatch(record));
    return { put: changed === null ? [] : [batchRecord(changed)], remove: [], entries: [], answer: null };
  });
}

import type { Batch } from '../../model/batches/batch.ts';
import type { Notice } from '../../model/notices/notice.ts';

/** Letters of an id by which people name a batch, as its page shows. */
const REFERENCE_LENGTH = 8;

/** What is to be told of a batch as it stands now; null for nothing. `makerId`: the organisation of its manufacturer. */
export function noticeOfBatch(batch: Batch, makerId: string | null): Notice | null {
  const base = { path: `batches/${batch.id}`, reference: batch.id.slice(0, REFERENCE_LENGTH), count: batch.rows };
  const people = [batch.proposedBy, ...(batch.approval === null ? [] : [batch.approval.by])];
  const ids = people.filter(({ kind }) => kind === 'person').map(({ id }) => id);
  const concerned = { kind: 'people', ids } as const;
  switch (batch.state) {
    case 'proposed':
      if (makerId === null) return null;
      return {
        ...{ ...base, kind: 'batch-proposed', by: batch.proposedBy.id },
        to: { kind: 'roles', organisationId: makerId, roles: ['sealer'] },
      };
    case 'rejected':
      return { ...base, kind: 'batch-rejected', to: concerned, by: batch.rejection?.by.id ?? '' };
    case 'finished':
      return { ...base, kind: 'batch-finished', to: concerned, by: '' };
    case 'paused':
      // Whoever paused it knows.
      return batch.pause?.code == null ? null : { ...base, kind: 'batch-paused', to: concerned, by: '' };
    case 'approved':
    case 'cancelled':
      return null;
  }
}

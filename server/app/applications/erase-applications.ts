import { APPLICATION_STATES, isOver, overBefore } from '../../model/applications/application.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collections } from '../../ports/collections.ts';
import { applicationKey, applicationTags, readApplication } from './application-records.ts';

/** Records that one call erases at most. */
const PIECE = 200;

/** Erases applications that are over, with the names and addresses in them, a piece at once; gives how many. */
export async function eraseApplications({
  collections,
  clock,
}: {
  readonly collections: Pick<Collections, 'list' | 'change'>;
  readonly clock: Clock;
}): Promise<number> {
  const now = clock.now();
  for (const state of APPLICATION_STATES) {
    // Lists are newest first: behind this place stands what is over.
    const after = { at: overBefore(state, now), id: '' };
    const found = await collections.list('applications', { tags: [applicationTags.state(state)], after, limit: PIECE });
    if (found.length === 0) continue;
    // One that was decided on meanwhile lasts longer.
    return collections.change(
      found.map(({ id }) => applicationKey(id)),
      (records) => {
        const over = records.flatMap((record) => (record === null ? [] : [readApplication(record)]));
        const remove = over.filter((one) => isOver(one, now)).map(({ id }) => applicationKey(id));
        return { put: [], remove, entries: [], answer: remove.length };
      },
    );
  }
  return 0;
}

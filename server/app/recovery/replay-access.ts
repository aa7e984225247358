import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import type { Collections } from '../../ports/collections.ts';
import { endKey } from '../people/access-keys.ts';
import { endOrganisation } from '../people/organisations.ts';
import { endLink, LINK_ENDED } from '../requests/share-link-records.ts';

/** Ends again the access keys, organisations and shared links that were ended since. What was made since is not known and stays away. */
export async function replayAccess(
  collections: Pick<Collections, 'change'>,
  entries: readonly RecordedEntry[],
): Promise<void> {
  for (const { action, phase, subject, at, detail } of entries) {
    if (phase !== 'succeeded') continue;
    // Former versions replaced tokens: the one before became the access key of that name.
    if (action === 'end-access-key' || action === 'replace-token') await endKey(collections, subject.id, at, []);
    if (action === 'share-confirmation' && detail.outcome === LINK_ENDED)
      await endLink(collections, subject.id, at, []);
    if (action === 'close-organisation') await endOrganisation(collections, subject.id, []);
  }
}

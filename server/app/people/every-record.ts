import type { CollectedRecord, Collection, Collections, ListPosition } from '../../ports/collections.ts';

/** Records of one question: the most that a store gives. */
const PAGE = 1_000;

/** Every record of a collection with these tags, newest first, however many there are. */
export async function everyRecord(
  collections: Pick<Collections, 'list'>,
  collection: Collection,
  tags: readonly string[],
): Promise<readonly CollectedRecord[]> {
  const records: CollectedRecord[] = [];
  for (let after: ListPosition | null = null; ; ) {
    const page: readonly CollectedRecord[] = await collections.list(collection, { tags, after, limit: PAGE });
    records.push(...page);
    after = page.length < PAGE ? null : (page.at(-1) ?? null);
    if (after === null) return records;
  }
}

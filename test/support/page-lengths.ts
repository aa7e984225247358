import { type ListFilters, NO_FILTERS, type Registry } from '../../server/ports/registry.ts';

/** Walks a whole list by its cursors. Gives how many confirmations each page of 200 at most held. */
export async function pageLengths(
  registry: Pick<Registry, 'list'>,
  filters: Partial<ListFilters>,
): Promise<readonly number[]> {
  const lengths: number[] = [];
  let cursor: string | null = null;
  do {
    const page = await registry.list({ ...NO_FILTERS, ...filters, limit: 200, cursor });
    if (page === null) throw new Error('no such cursor');
    lengths.push(page.items.length);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return lengths;
}

import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import type { RevocationLists } from '../../ports/revocation-lists.ts';

/** A revocation list that was added since and is not there: the audit log tells what it was, and nothing holds its octets. */
export type MissingList = {
  /** `<scope>-<time of issue>`. */
  readonly name: string;
  /** For people (RFC 4514). */
  readonly issuer: string;
  /** CRL number, decimal; null where it had none. */
  readonly number: string | null;
};

/**
 * Removes again the lists that were removed since, and gives those that were added since and are not there: of each scope the
 * newest, which says what the ones before it said. The operator has to add them again, or newer ones.
 */
export async function replayLists(
  lists: Pick<RevocationLists, 'all' | 'remove'>,
  entries: readonly RecordedEntry[],
): Promise<readonly MissingList[]> {
  const missing = new Map<string, MissingList>();
  for (const { action, phase, subject, detail } of entries) {
    if (phase !== 'succeeded') continue;
    const { id: name } = subject;
    if (action === 'add-revocation-list')
      missing.set(name, { name, issuer: detail.issuer ?? '', number: detail.number ?? null });
    if (action !== 'remove-revocation-list') continue;
    missing.delete(name);
    await lists.remove(name);
  }
  const there = new Set((await lists.all()).map(({ name }) => name));
  return newestOfScopes([...missing.values()].filter(({ name }) => !there.has(name)));
}

/** The names of one scope are in the order of time. */
function newestOfScopes(lists: readonly MissingList[]): readonly MissingList[] {
  const newest = new Map<string, MissingList>();
  for (const list of lists.toSorted((one, other) => (one.name < other.name ? -1 : 1))) newest.set(scopeOf(list), list);
  return [...newest.values()];
}

function scopeOf({ name }: MissingList): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('-')));
}

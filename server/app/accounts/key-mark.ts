import { z } from 'zod';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import type { Collections, NewRecord, RecordKey } from '../../ports/collections.ts';

/** Which accounts.key the store belongs to: a fingerprint that says nothing about it. */
const MARK = z.strictObject({ fingerprint: z.string().regex(/^[0-9a-f]{32}$/) });
const KEY: RecordKey = { collection: 'install-marks', id: 'accounts-key' };

function markRecord(fingerprint: string, at: string): NewRecord {
  return { ...KEY, at, unique: [], tags: ['all'], data: JSON.stringify(MARK.parse({ fingerprint })) };
}

/** Null where nobody has used one yet. */
export async function keyMark(collections: Pick<Collections, 'find'>): Promise<string | null> {
  const record = await collections.find(KEY.collection, KEY.id);
  return record === null ? null : MARK.parse(JSON.parse(record.data)).fingerprint;
}

/** Marks the store with the first key that is used; gives the mark that stands. */
export function enterKeyMark(
  collections: Pick<Collections, 'change'>,
  fingerprint: string,
  at: string,
): Promise<string> {
  return collections.change([KEY], ([record]) => {
    if (record === null || record === undefined)
      return { put: [markRecord(fingerprint, at)], remove: [], entries: [], answer: fingerprint };
    const { fingerprint: answer } = MARK.parse(JSON.parse(record.data));
    return { put: [], remove: [], entries: [], answer };
  });
}

/** Marks the store with another key, on purpose. */
export function replaceKeyMark(
  collections: Pick<Collections, 'change'>,
  fingerprint: string,
  at: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  const put = [markRecord(fingerprint, at)];
  return collections.change([KEY], () => ({ put, remove: [], entries, answer: undefined }));
}

import { z } from 'zod';
import type { AuditEntry } from '../../model/access/audit-entry.ts';
import type { ShareLink } from '../../model/requests/share-link.ts';
import type { CollectedRecord, Collections, NewRecord, RecordKey } from '../../ports/collections.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';

const INSTANT = z.iso.datetime();
const LINK = z.strictObject({
  id: z.string(),
  number: z.string(),
  vin: z.string(),
  exporterUscc: z.string(),
  createdAt: INSTANT,
  createdBy: ACTOR_REF,
  expiresAt: INSTANT,
  endedAt: INSTANT.nullable(),
  /** Of the token, in lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  form: z.string(),
});

export type StoredShareLink = ShareLink & { readonly sha256: string; readonly form: string };

/** How the audit log tells that a link was ended, and not made. */
export const LINK_ENDED = 'ended';

export function shareLinkKey(id: string): RecordKey {
  return { collection: 'share-links', id };
}

/** How a link is found by its token. */
export function tokenText(sha256: string): string {
  return `token:${sha256}`;
}

export function linkFormText(actorId: string, form: string): string {
  return `form:${actorId}:${form}`;
}

export function linksOfVehicle(number: string, vin: string): readonly string[] {
  return [`vehicle:${number}:${vin}`];
}

export function shareLinkRecord(link: StoredShareLink): NewRecord {
  return {
    ...shareLinkKey(link.id),
    at: link.createdAt,
    unique: [tokenText(link.sha256), linkFormText(link.createdBy.id, link.form)],
    tags: [...linksOfVehicle(link.number, link.vin)],
    data: JSON.stringify(LINK.parse(link)),
  };
}

export function readShareLink(record: CollectedRecord): StoredShareLink {
  return LINK.parse(JSON.parse(record.data));
}

/** Ends a link with the entries that tell it; null where there is none. */
export function endLink(
  collections: Pick<Collections, 'change'>,
  id: string,
  at: string,
  entries: readonly AuditEntry[],
): Promise<StoredShareLink | null> {
  return collections.change([shareLinkKey(id)], ([found]) => {
    if (found === null || found === undefined) return { put: [], remove: [], entries: [], answer: null };
    const link = readShareLink(found);
    const ended = { ...link, endedAt: link.endedAt ?? at };
    return { put: [shareLinkRecord(ended)], remove: [], entries, answer: ended };
  });
}

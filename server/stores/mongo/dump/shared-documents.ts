import type { Collection } from '../../../ports/collections.ts';
import type { SharedKind } from '../../../ports/shared-records.ts';
import type { DumpRecord } from '../../dump/tables.ts';
import { within, without } from '../collections.ts';
import { octetsOf } from '../octets.ts';
import type { CollectedDocument } from '../schema/collected-schema.ts';
import type { SharedRecordDocument } from '../schema/shared-schema.ts';

type Document = Readonly<Record<string, unknown>>;

/** `position`: the place within its kind, counted anew. */
export function sharedOf({ kind, name, position, content }: Document): unknown {
  return { kind, name, place: position, content: Buffer.from(octetsOf(content)).toString('base64') };
}

export function sharedDocument({ kind, name, place, content }: DumpRecord<'shared-records'>): SharedRecordDocument {
  const record = { kind: kind as SharedKind, name, position: place, content: Buffer.from(content, 'base64') };
  return { _id: `${kind}/${name}`, ...record };
}

/** Texts and tags bear the name of their collection there. */
export function collectedOf({ _id, collected, uniques = [], tags, reads: _reads, ...fields }: Document): unknown {
  const own = (texts: unknown) =>
    Array.isArray(texts) ? texts.map((text) => without(String(collected), String(text))) : texts;
  return { ...fields, collection: collected, uniques: own(uniques), tags: own(tags) };
}

export function collectedDocument(record: DumpRecord<'collected'>): CollectedDocument {
  const { collection, uniques, tags, ...fields } = record;
  const stored = (texts: readonly string[]) => texts.map((text) => within(collection, text));
  return {
    ...{ _id: `${collection}/${fields.id}`, collected: collection as Collection, ...fields, reads: 0 },
    ...(uniques.length === 0 ? {} : { uniques: stored(uniques) }),
    tags: stored(tags),
  };
}

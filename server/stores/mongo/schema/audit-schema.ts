import { Schema } from 'mongoose';
import { ACTOR_KINDS } from '../../../model/access/actor.ts';
import type { ChainHead, RecordedEntry } from '../../../model/access/audit-entry.ts';
import { ANY_TEXT, COUNT, INNER, OPTIONS, SHA256, TEXT } from './schema-options.ts';

/** Its place is its name, so that no place is taken twice: `<stream>/<position>`. */
export type EntryRecord = RecordedEntry & { readonly _id: string };
/** Where the chain of a stream ends. */
export type HeadRecord = ChainHead & { readonly _id: string };

const actor = new Schema({ kind: { ...TEXT, enum: [...ACTOR_KINDS, 'named'] }, id: ANY_TEXT, name: ANY_TEXT }, INNER);
const subject = new Schema({ kind: TEXT, id: ANY_TEXT }, INNER);
const HASH = { ...SHA256, required: true };

export const entrySchema = new Schema<EntryRecord>(
  {
    _id: TEXT,
    stream: TEXT,
    position: { ...COUNT, min: 1 },
    previous: HASH,
    hash: HASH,
    at: TEXT,
    actor: { type: actor, required: true },
    action: TEXT,
    phase: { ...TEXT, enum: ['intended', 'succeeded', 'failed', 'recorded'] },
    subject: { type: subject, required: true },
    detail: { type: Schema.Types.Mixed, required: true },
  },
  { ...OPTIONS, collection: 'audit_entries' },
);
entrySchema
  .index({ stream: 1, position: 1 }, { name: 'place', unique: true })
  .index({ 'subject.kind': 1, 'subject.id': 1, at: -1, stream: -1, position: -1 }, { name: 'about' });

export const headSchema = new Schema<HeadRecord>(
  { _id: TEXT, position: COUNT, hash: { ...SHA256 } },
  { ...OPTIONS, collection: 'audit_heads' },
);

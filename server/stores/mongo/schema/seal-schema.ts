import { Schema } from 'mongoose';
import { ACTOR_KINDS, type RecordedActor } from '../../../model/access/actor.ts';
import { PICTURE_KINDS, SEAL_FORMS, SEAL_STATES, type SealVersion } from '../../../model/seals/seal.ts';
import { ANY_TEXT, COUNT, INNER, OPTIONS, TEXT } from './schema-options.ts';

/** `<manufacturer>/<version>`. The picture lies with it and is read by itself. */
export type SealRecord = SealVersion & { readonly _id: string; readonly content: string | null };

const actor = new Schema<RecordedActor>(
  { kind: { ...TEXT, enum: [...ACTOR_KINDS, 'named'] }, id: ANY_TEXT, name: ANY_TEXT },
  INNER,
);
const data = new Schema<SealVersion['data']>(
  {
    form: { ...TEXT, enum: [...SEAL_FORMS] },
    nameZh: TEXT,
    recordCode: ANY_TEXT,
    test: { type: Boolean, required: true },
  },
  INNER,
);
const OR_NULL = { type: String, default: null } as const;

export const sealSchema = new Schema<SealRecord>(
  {
    _id: TEXT,
    manufacturerId: TEXT,
    version: { ...COUNT, min: 1 },
    data: { type: data, required: true },
    picture: { ...OR_NULL, enum: [...PICTURE_KINDS, null] },
    content: OR_NULL,
    from: TEXT,
    until: OR_NULL,
    state: { ...TEXT, enum: [...SEAL_STATES] },
    proposedBy: { type: actor, required: true },
    proposedAt: TEXT,
    approvedBy: { type: actor, default: null },
    approvedAt: OR_NULL,
    retiredBy: { type: actor, default: null },
    retiredAt: OR_NULL,
  },
  { ...OPTIONS, collection: 'seals' },
);
sealSchema.index({ manufacturerId: 1, version: 1 }, { name: 'version', unique: true });

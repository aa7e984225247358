import { Schema } from 'mongoose';
import { COUNT, INNER, OPTIONS, SHA256, TEXT } from './schema-options.ts';

/** The archive's copy of an issued confirmation: the middle part is absent until there is one. */
export type ArchiveRecord = {
  readonly dueMs: number;
  readonly renewals: number;
  readonly sha256?: string;
  readonly level?: string;
  readonly renewedAt?: string;
  readonly former: readonly FormerRecord[];
};
export type FormerRecord = {
  readonly renewals: number;
  readonly sha256: string;
  readonly level: string;
  readonly renewedAt: string;
};

/** A number from its reservation on. The lines stand in a collection of their own. */
export type ConfirmationRecord = {
  /** The number. */
  readonly _id: string;
  readonly manufacturerId: string;
  readonly makerCode: string;
  readonly year: number;
  readonly sequence: number;
  readonly state: 'reserved' | 'intended' | 'live' | 'released';
  readonly owner: string;
  readonly supersedes: string | null;
  readonly requestHash: string;
  readonly reservedBy: string;
  readonly reservedAt: string;
  /** Absent where none was given, and from a release on: the key is free again. */
  readonly idempotencyKey?: string;
  /** What it is about to replace, only while it is open. */
  readonly replacing?: string;
  /** Only while it is open, by the clock of the server. */
  readonly leaseUntil?: Date;
  /** What was signed, as JSON. */
  readonly content?: string;
  /** What a list shows of it. */
  readonly summary?: { readonly data: unknown; readonly vehicles: number; readonly outlets: number };
  readonly sha256?: string;
  readonly keyId?: string;
  readonly sealVersion?: number | null;
  readonly issuedBy?: string;
  readonly issuedAt?: string;
  readonly issuedMs?: number;
  readonly archive?: ArchiveRecord;
};

const former = new Schema<FormerRecord>(
  { renewals: COUNT, sha256: { ...SHA256, required: true }, level: TEXT, renewedAt: TEXT },
  INNER,
);

const archive = new Schema<ArchiveRecord>(
  {
    dueMs: { type: Number, required: true },
    renewals: COUNT,
    sha256: SHA256,
    level: String,
    renewedAt: String,
    former: [former],
  },
  INNER,
);

const summary = new Schema(
  { data: { type: Schema.Types.Mixed, required: true }, vehicles: COUNT, outlets: COUNT },
  INNER,
);

export const confirmationSchema = new Schema<ConfirmationRecord>(
  {
    _id: { type: String, required: true, match: /^ASC-/ },
    manufacturerId: { type: String, default: '' },
    makerCode: TEXT,
    year: COUNT,
    sequence: COUNT,
    state: { ...TEXT, enum: ['reserved', 'intended', 'live', 'released'] },
    owner: TEXT,
    supersedes: { type: String, default: null },
    requestHash: { type: String, default: '' },
    reservedBy: TEXT,
    reservedAt: TEXT,
    idempotencyKey: String,
    replacing: String,
    leaseUntil: Date,
    content: String,
    summary,
    sha256: SHA256,
    keyId: String,
    sealVersion: Number,
    issuedBy: String,
    issuedAt: String,
    issuedMs: Number,
    archive,
  },
  { ...OPTIONS, collection: 'confirmations' },
);

const present = (field: string) => ({ [field]: { $exists: true } });

confirmationSchema
  .index(
    { manufacturerId: 1, idempotencyKey: 1 },
    { name: 'key', unique: true, partialFilterExpression: present('idempotencyKey') },
  )
  .index({ replacing: 1 }, { name: 'replacing', unique: true, partialFilterExpression: present('replacing') })
  .index({ supersedes: 1 }, { name: 'successor', partialFilterExpression: { supersedes: { $type: 'string' } } })
  .index({ leaseUntil: 1 }, { name: 'open', partialFilterExpression: present('leaseUntil') })
  .index({ issuedMs: -1, _id: -1 }, { name: 'newest', partialFilterExpression: { state: 'live' } })
  .index(
    { manufacturerId: 1, issuedMs: -1, _id: -1 },
    { name: 'newest_of', partialFilterExpression: { state: 'live' } },
  )
  .index(
    { 'summary.data.exporter.uscc': 1, issuedMs: -1, _id: -1 },
    { name: 'newest_for', partialFilterExpression: { state: 'live' } },
  )
  .index({ 'archive.dueMs': 1, _id: 1 }, { name: 'due', partialFilterExpression: present('archive.dueMs') })
  .index({ sha256: 1 }, { name: 'file', partialFilterExpression: present('sha256') })
  .index({ 'archive.sha256': 1 }, { name: 'archive_file', partialFilterExpression: present('archive.sha256') })
  .index({ 'archive.former.sha256': 1 }, { name: 'former_file', sparse: true });

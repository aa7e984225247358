import { hash } from 'node:crypto';
import {
  DocumentFileFault,
  type DocumentFiles,
  type SweepReport,
  type SweepRequest,
} from '../../ports/document-files.ts';
import type { Database, Db } from './database.ts';
import { MongoUnusable } from './mongo-fault.ts';
import { octetsOf } from './octets.ts';

/** A record of MongoDB is 16 MiB at most, all its fields together. */
export const MAX_FILE_BYTES = 15 * 1024 * 1024;

const SHA256 = /^[0-9a-f]{64}$/;

/** The PDFs in MongoDB: each is one record, written whole or not at all, and named by what it holds. */
export function createDocumentFiles({ db }: Database): DocumentFiles {
  return {
    put: (pdf) => orFault(() => put(db, pdf)),
    get: (sha256) => orFault(() => get(db, sha256)),
    check: () =>
      orFault(async () => {
        await db.trials.compute({ _id: 'file' }, { set: { at: '$$NOW' }, orInsert: true });
      }),
    sweep: (request) => orFault(() => sweep(db, request)),
  };
}

async function put(db: Db, pdf: Uint8Array): Promise<string> {
  if (pdf.length > MAX_FILE_BYTES)
    throw new DocumentFileFault('file-too-large', `a PDF of ${pdf.length} bytes is too large for MongoDB`);
  const sha256 = sha256Of(pdf);
  // What is there is written again: it may have been damaged.
  await db.files.set({ _id: sha256 }, { $set: { bytes: Buffer.from(pdf) }, $currentDate: { at: true } });
  return sha256;
}

async function get(db: Db, sha256: string): Promise<Uint8Array | null> {
  if (!SHA256.test(sha256)) throw new RangeError('not a SHA-256 in lower-case hex');
  const found = await db.files.one('file', { _id: sha256 });
  if (found === null) return null;
  const bytes = octetsOf(found.bytes);
  if (sha256Of(bytes) === sha256) return bytes;
  throw new DocumentFileFault(
    'stored-file-damaged',
    `the file ${sha256} in MongoDB was changed or damaged: restore it from a backup`,
  );
}

/** A file that was put again meanwhile has another age: the removal asks for both at once. */
async function sweep(db: Db, { olderThan, isReferenced, limit, after }: SweepRequest): Promise<SweepReport> {
  const until = new Date(olderThan);
  const found = await db.files.many(
    'files swept',
    { _id: { $gt: after ?? '' } },
    { limit: limit + 1, sort: { _id: 1 }, fields: { at: 1 } },
  );
  const slice = found.slice(0, limit);
  let removed = 0;
  for (const { _id, at } of slice) {
    if (at >= until || (await isReferenced(_id))) continue;
    // Asked a second time, as a record may have come to name it since.
    if (await isReferenced(_id)) continue;
    removed += await db.files.remove({ _id, at: { $lt: until } });
  }
  return { examined: slice.length, removed, next: found.length > slice.length ? (slice.at(-1)?._id ?? null) : null };
}

async function orFault<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MongoUnusable)) throw error;
    throw new DocumentFileFault('file-store-unusable', error.message, { cause: error });
  }
}

function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

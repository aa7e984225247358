import { DocumentFileFault, type DocumentFiles } from '../../ports/document-files.ts';
import type { EmbeddedDocument, EmbeddedDocuments, EmbeddedPlace } from './embedded-documents.ts';

/** After so many files or bytes the moved ones are removed from the database, in one transaction. */
const BATCH = { files: 32, bytes: 16 * 1024 * 1024 };

export type MoveReport = {
  readonly moved: number;
  /** Documents whose bytes are not those that were recorded: they stay where they are, to be looked at. */
  readonly damaged: readonly EmbeddedPlace[];
};

export type MoveOptions = {
  /** Aborted, the move ends after the file at hand; the next call goes on. */
  readonly signal?: AbortSignal;
  /** Called as each step begins; tests kill the process there. */
  readonly onStep?: (step: MoveStep) => void;
};

export const MOVE_STEPS = ['put', 'check', 'remove', 'removed'] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

/**
 * Moves PDFs out of the database into their own store, one after the other. Each is removed only after it was written
 * durably and read back; a process that is killed anywhere leaves both copies, or the moved one.
 */
export async function moveDocuments(
  embedded: EmbeddedDocuments,
  files: DocumentFiles,
  { signal, onStep }: MoveOptions = {},
): Promise<MoveReport> {
  const isStopped = () => signal?.aborted ?? false;
  const damaged: EmbeddedPlace[] = [];
  let moved = 0;
  let batch: readonly EmbeddedDocument[] = [];
  const removeBatch = async () => {
    onStep?.('remove');
    await embedded.remove(batch);
    onStep?.('removed');
    moved += batch.length;
    batch = [];
  };
  for (let next = embedded.next(null); next !== null; next = isStopped() ? null : embedded.next(next)) {
    if (!next.isNamed) {
      damaged.push({ kind: next.kind, number: next.number });
      continue;
    }
    onStep?.('put');
    await files.put(next.pdf);
    onStep?.('check');
    if ((await files.get(next.sha256)) === null)
      throw new DocumentFileFault('file-store-unusable', `the file ${next.sha256} was written but is not there`);
    batch = [...batch, next];
    if (isFull(batch) && !isStopped()) await removeBatch();
  }
  if (batch.length > 0 && !isStopped()) await removeBatch();
  return { moved, damaged };
}

function isFull(batch: readonly EmbeddedDocument[]): boolean {
  return batch.length >= BATCH.files || batch.reduce((sum, { pdf }) => sum + pdf.length, 0) >= BATCH.bytes;
}

/** The files of a store that has not moved all of them yet. */
export function filesBesides(embedded: EmbeddedDocuments, files: DocumentFiles): DocumentFiles {
  return {
    put: files.put,
    // Asked again at the end: it may have been moved between the first two.
    get: async (sha256) => (await files.get(sha256)) ?? embedded.get(sha256) ?? (await files.get(sha256)),
    sweep: files.sweep,
    check: files.check,
  };
}

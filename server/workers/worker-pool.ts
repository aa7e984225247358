import path from 'node:path';
import { Piscina } from 'piscina';
import type { DocumentEvidence } from '../domain/evidence.ts';
import type { UnsealedDocument } from '../domain/unsealed-document.ts';
import type { DocumentMaker, MakeRequest } from '../ports/document-maker.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { ReadJob } from './read-document-worker.ts';
import { createTurns } from './turns.ts';

export type WorkerPoolOptions = {
  /** Threads that make documents, and as many that read uploads. */
  readonly threads: number;
  /** How long one reading may take before its thread is ended, in ms. */
  readonly readingTimeMs: number;
};

export type WorkerPool = {
  readonly reader: DocumentReader;
  readonly maker: DocumentMaker;
  readonly close: () => Promise<void>;
};

/** Heap of a thread that reads hostile bytes, in MB: one that needs more is ended and the answer is `undecided`. */
const READER_HEAP_MB = 256;
const MAKER_HEAP_MB = 512;
/** Jobs that may wait; the next one is refused with `busy`. */
const MOST_WAITING = 500;
/** An unused thread goes after this time, in ms. */
const IDLE_MS = 60_000;

/** A pool that cannot take another job now. */
export class PoolBusy extends Error {
  readonly code = 'busy';
}

/**
 * Threads for the work that would hold up the event loop. Readers and makers are apart: a hostile upload can end a
 * reader, but never a document that is being made. Threads start with the first job.
 */
export function openWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const shared = { minThreads: 0, maxThreads: options.threads, maxQueue: MOST_WAITING, idleTimeout: IDLE_MS };
  const readers = new Piscina<ReadJob, DocumentEvidence>({
    ...shared,
    filename: path.join(import.meta.dirname, 'read-document-worker.ts'),
    name: 'readDocumentTask',
    resourceLimits: { maxOldGenerationSizeMb: READER_HEAP_MB },
  });
  const makers = new Piscina<MakeRequest, UnsealedDocument>({
    ...shared,
    filename: path.join(import.meta.dirname, 'make-document-worker.ts'),
    name: 'makeDocumentTask',
    resourceLimits: { maxOldGenerationSizeMb: MAKER_HEAP_MB },
  });
  const turns = createTurns(options.threads, MOST_WAITING, () => new PoolBusy('too many uploads are waiting'));
  return {
    reader: { read: (pdf, how) => turns.take(() => readWithin(readers, { pdf, options: how }, options.readingTimeMs)) },
    maker: { make: (request) => makers.run(request).catch(rethrowBusy) },
    close: async () => void (await Promise.all([readers.close({ force: true }), makers.close({ force: true })])),
  };
}

/** Whatever happens to the thread becomes evidence: a verdict must never rest on an exception. The time runs from when the thread begins. */
async function readWithin(
  readers: Piscina<ReadJob, DocumentEvidence>,
  job: ReadJob,
  timeMs: number,
): Promise<DocumentEvidence> {
  const signal = AbortSignal.timeout(timeMs);
  try {
    return await readers.run(job, { signal });
  } catch (fault) {
    const detail = fault instanceof Error ? fault.message : String(fault);
    return { kind: 'undecided', code: signal.aborted ? 'reader-timed-out' : 'reader-failed', detail };
  }
}

function rethrowBusy(fault: unknown): never {
  if (fault instanceof Error && /queue is at limit/i.test(fault.message))
    throw new PoolBusy('too many documents are waiting');
  throw fault;
}

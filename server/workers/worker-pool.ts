import path from 'node:path';
import { Piscina } from 'piscina';
import type { DocumentEvidence, LostReading, PageTextEvidence } from '#core/confirmation/evidence.ts';
import type { UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import type { SignerJudgement } from '#core/validation/validation.ts';
import type { SealPicture } from '../model/seals/seal.ts';
import type { ArchiveUpdate, ArchiveWriter } from '../ports/archive-writer.ts';
import type { DocumentInspector, InspectionAnswer } from '../ports/document-inspector.ts';
import type { DocumentMaker, MadeDocument, MakeRequest } from '../ports/document-maker.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { CleanedPicture, PreviewRequest, SealStudio } from '../ports/seal-studio.ts';
import { guardMemory } from './memory-guard.ts';
import type { JudgeJob, PagesJob, ReadJob } from './read-document-worker.ts';
import { createTurns } from './turns.ts';

export type WorkerPoolOptions = {
  /** Threads that make documents, and as many that read uploads. */
  readonly threads: number;
  /** How long one reading may take before its thread is ended, in ms. */
  readonly readingTimeMs: number;
};

export type WorkerPool = {
  readonly reader: DocumentReader;
  readonly inspector: DocumentInspector;
  readonly maker: DocumentMaker;
  readonly writer: ArchiveWriter;
  readonly load: () => readonly PoolLoad[];
  readonly studio: SealStudio;
  readonly close: () => Promise<void>;
};

/** How many threads there are at the moment, and how many jobs wait for one. */
export type PoolLoad = { readonly pool: 'making' | 'reading'; readonly threads: number; readonly waiting: number };

/** Heap of a thread that reads hostile bytes, in MB: one that needs more is ended and the answer is `undecided`. */
const READER_HEAP_MB = 256;
/** Of that, for what is young, in MB: a reading leaves much behind at once, and room for it spares collecting everything. */
const READER_YOUNG_MB = 32;
/** Live heap and buffers of such a thread together, in MB, and how often that is looked at, in ms. */
const READER_MEMORY_MB = 300;
const MEMORY_LOOK_MS = 50;
/** Of a thread that makes documents, in MB: what they leave behind is collected early, beside the typesetter's own memory. */
const MAKER_HEAP_MB = 256;
const MAKER_YOUNG_MB = 16;
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
  const [readers, makers] = [openReaders(options.threads), openMakers(options.threads)];
  const guard = guardMemory(() => readers.threads, {
    mostBytes: READER_MEMORY_MB * 1024 * 1024,
    everyMs: MEMORY_LOOK_MS,
  });
  const turns = createTurns(options.threads, MOST_WAITING, () => new PoolBusy('too many uploads are waiting'));
  const takeTurn: typeof turns.take = (work) => turns.take(() => guard.during(work));
  const { readingTimeMs } = options;
  return {
    reader: {
      read: (pdf, context) => takeTurn(() => readWithin(readers, { pdf, context }, readingTimeMs)),
      readPages: (pdf) => takeTurn(() => readPagesWithin(readers, { pdf }, readingTimeMs)),
      judge: (data, context) => takeTurn(() => judgeWithin(readers, { data, context }, readingTimeMs)),
    },
    inspector: {
      inspect: (pdf, context) => takeTurn(() => inspectInTime(readers, { pdf, context }, readingTimeMs)),
    },
    maker: {
      make: async (request) => (await runMaker(makers, request, 'makeDocumentTask')) as MadeDocument,
    },
    writer: {
      prepare: async (update) => (await runMaker(makers, update, 'prepareArchiveTask')) as UnsealedDocument,
    },
    load: () => [
      { pool: 'making', threads: makers.threads.length, waiting: makers.queueSize },
      { pool: 'reading', threads: readers.threads.length, waiting: turns.waiting() + readers.queueSize },
    ],
    // Pictures come from those who may propose seals, not from strangers: a maker's thread bears them.
    studio: {
      clean: async (picture) => (await runMaker(makers, picture, 'cleanPictureTask')) as CleanedPicture,
      preview: async (request) => (await runMaker(makers, request, 'sealPreviewTask')) as Uint8Array,
    },
    close: async () => void (await Promise.all([readers.close({ force: true }), makers.close({ force: true })])),
  };
}

type Job = ReadJob | PagesJob | JudgeJob;
type Read = DocumentEvidence | PageTextEvidence | SignerJudgement | null | InspectionAnswer;
type Readers = Piscina<Job, Read>;
type MakeJob = MakeRequest | ArchiveUpdate | SealPicture | PreviewRequest;
type Written = MadeDocument | UnsealedDocument | CleanedPicture | Uint8Array;
type Makers = Piscina<MakeJob, Written>;

const sharedOptions = (threads: number) =>
  ({ minThreads: 0, maxThreads: threads, maxQueue: MOST_WAITING, idleTimeout: IDLE_MS }) as const;

function openReaders(threads: number): Readers {
  return new Piscina<Job, Read>({
    ...sharedOptions(threads),
    filename: path.join(import.meta.dirname, 'read-document-worker.ts'),
    resourceLimits: { maxOldGenerationSizeMb: READER_HEAP_MB, maxYoungGenerationSizeMb: READER_YOUNG_MB },
  });
}

function openMakers(threads: number): Makers {
  return new Piscina<MakeJob, Written>({
    ...sharedOptions(threads),
    filename: path.join(import.meta.dirname, 'make-document-worker.ts'),
    resourceLimits: { maxOldGenerationSizeMb: MAKER_HEAP_MB, maxYoungGenerationSizeMb: MAKER_YOUNG_MB },
  });
}

/** What a reading thread gave, or why it gave nothing: a verdict must never rest on an exception. */
type Answer =
  | { readonly kind: 'answered'; readonly value: Read }
  | { readonly kind: 'lost'; readonly loss: LostReading };

async function readWithin(readers: Readers, job: ReadJob, timeMs: number): Promise<DocumentEvidence> {
  const answer = await runWithin(readers, job, { name: 'readDocumentTask', timeMs });
  return answer.kind === 'lost' ? answer.loss : (answer.value as DocumentEvidence);
}

async function readPagesWithin(
  readers: Readers,
  job: PagesJob,
  timeMs: number,
): Promise<PageTextEvidence | LostReading> {
  const answer = await runWithin(readers, job, { name: 'readPagesTask', timeMs });
  return answer.kind === 'lost' ? answer.loss : (answer.value as PageTextEvidence);
}

async function judgeWithin(readers: Readers, job: JudgeJob, timeMs: number): Promise<SignerJudgement | null> {
  const answer = await runWithin(readers, job, { name: 'judgeSealTask', timeMs });
  return answer.kind === 'answered' ? (answer.value as SignerJudgement | null) : null;
}

async function inspectInTime(readers: Readers, job: ReadJob, timeMs: number): Promise<InspectionAnswer> {
  const answer = await runWithin(readers, job, { name: 'inspectDocumentTask', timeMs });
  if (answer.kind === 'answered') return answer.value as InspectionAnswer;
  return {
    inspection: { outcome: 'unreadable', changes: [], signatures: [], problems: [answer.loss.code] },
    subjects: [],
  };
}

async function runWithin(
  readers: Readers,
  job: Job,
  { name, timeMs }: { readonly name: string; readonly timeMs: number },
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeMs);
  try {
    return { kind: 'answered', value: await readers.run(job, { name, signal }) };
  } catch (fault) {
    const detail = fault instanceof Error ? fault.message : String(fault);
    const code = signal.aborted ? 'reader-timed-out' : 'reader-failed';
    return { kind: 'lost', loss: { kind: 'undecided', code, detail } };
  }
}

function runMaker(makers: Makers, job: MakeJob, name: string): Promise<Written> {
  return makers.run(job, { name }).catch(rethrowBusy);
}

function rethrowBusy(fault: unknown): never {
  if (fault instanceof Error && /queue is at limit/i.test(fault.message))
    throw new PoolBusy('too many documents are waiting');
  throw fault;
}

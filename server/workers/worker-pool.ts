import path from 'node:path';
import { Piscina } from 'piscina';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { DocumentEvidence, LostReading, PageTextEvidence } from '#core/confirmation/evidence.ts';
import type { UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import type { InspectionAnswer } from '#core/validation/inspection.ts';
import type { SignerJudgement } from '#core/validation/validation.ts';
import type { SealPicture } from '../model/seals/seal.ts';
import type { ArchiveUpdate, ArchiveWriter } from '../ports/archive-writer.ts';
import type { DocumentInspector } from '../ports/document-inspector.ts';
import type { DocumentMaker, DocumentPreviewer, MadeDocument, MakeRequest } from '../ports/document-maker.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { JobSignal } from '../ports/job-signal.ts';
import type { CleanedPicture, PreviewRequest, SealStudio } from '../ports/seal-studio.ts';
import type { SpreadsheetAnswer, SpreadsheetReader } from '../ports/spreadsheet-reader.ts';
import { guardMemory, type MemoryGuard } from './memory-guard.ts';
import type { JudgeInspectionJob, JudgeJob, PagesJob, ReadJob, SpreadsheetJob } from './read-document-worker.ts';
import { createReadingTime, type ReadingTime } from './reading-time.ts';
import { createTurns, type Turns } from './turns.ts';

export type WorkerPoolOptions = {
  /** Threads that make documents, and as many that read uploads. */
  readonly threads: number;
  /** How long the readings of one job may take before their thread is ended, in ms; one reading that belongs to none. */
  readonly readingTimeMs: number;
  /** Only for tests: the file whose tasks the reading threads run. */
  readonly readerFile?: string;
  /** After so long without work a thread ends, in ms; a minute when left out. */
  readonly restMs?: number;
};

export type WorkerPool = {
  readonly reader: DocumentReader;
  readonly inspector: DocumentInspector;
  readonly spreadsheets: SpreadsheetReader;
  readonly maker: DocumentMaker;
  readonly previewer: DocumentPreviewer;
  readonly writer: ArchiveWriter;
  readonly load: () => readonly PoolLoad[];
  readonly studio: SealStudio;
  readonly close: () => Promise<void>;
};

/** How many threads there are at the moment, how many of them are at work, and how many jobs wait for one. */
export type PoolLoad = {
  readonly pool: 'making' | 'reading';
  readonly threads: number;
  readonly running: number;
  readonly waiting: number;
};

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
/** Jobs that may wait, and of them those of one sender; the next one is refused with `busy`. */
const WAITING = { most: 500, ofOne: 100 } as const;
/** Previews wait apart, and one is made at a time: however many are asked for, no document waits for more than that one. */
const PREVIEWS = { most: 60, ofOne: 10 } as const;
/** An unused thread goes after this time, in ms. */
const REST_MS = 60_000;

/** A pool that cannot take another job now. */
export class PoolBusy extends Error {
  readonly code = 'busy';
}

/**
 * Threads for the work that would hold up the event loop. Readers and makers are apart: a hostile upload can end a
 * reader, but never a document that is being made. Threads start with the first job.
 */
export function openWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const [reading, making] = [openReading(options), openMaking(options)];
  const previews = createTurns(1, PREVIEWS, () => new PoolBusy('too many previews are waiting'));
  return {
    reader: readerOf(reading),
    inspector: inspectorOf(reading),
    spreadsheets: { read: (file, signal) => readSheetsWithin(reading, file, signal) },
    maker: {
      make: async (request) => (await make(making, request, 'makeDocumentTask')) as MadeDocument,
    },
    previewer: {
      preview: async (content, sender) =>
        (await previews.take(() => make(making, content, 'previewDocumentTask'), sentBy(sender))) as Uint8Array,
    },
    writer: {
      prepare: async (update) => (await make(making, update, 'prepareArchiveTask')) as UnsealedDocument,
    },
    // Pictures come from those who may propose seals, not from unknown senders: a maker's thread bears them.
    studio: {
      clean: async (picture) => (await make(making, picture, 'cleanPictureTask')) as CleanedPicture,
      preview: async (request) =>
        (await previews.take(
          () => make(making, request, 'sealPreviewTask'),
          sentBy(request.seal.manufacturerId),
        )) as Uint8Array,
    },
    load: () => [loadOf('making', making), loadOf('reading', reading)],
    close: async () =>
      void (await Promise.all([reading.threads.close({ force: true }), making.threads.close({ force: true })])),
  };
}

type ReadTask = ReadJob | PagesJob | JudgeJob | JudgeInspectionJob | SpreadsheetJob;
type Read = DocumentEvidence | PageTextEvidence | SignerJudgement | null | InspectionAnswer | SpreadsheetAnswer;
type MakeTask = MakeRequest | ConfirmationContent | ArchiveUpdate | SealPicture | PreviewRequest;
type Written = MadeDocument | UnsealedDocument | CleanedPicture | Uint8Array;

/** Threads, and who may use them next: a task is handed over when a thread is free for it, so the bound of the queue is ours. */
type Threads<Task, Outcome> = { readonly threads: Piscina<Task, Outcome>; readonly turns: Turns };
type Making = Threads<MakeTask, Written>;
type Reading = Threads<ReadTask, Read> & { readonly guard: MemoryGuard; readonly time: ReadingTime };

const sharedOptions = ({ threads, restMs = REST_MS }: WorkerPoolOptions) =>
  ({ minThreads: 0, maxThreads: threads, idleTimeout: restMs }) as const;

const turnsFor = (threads: number, what: string) =>
  createTurns(threads, WAITING, () => new PoolBusy(`too many ${what} are waiting`));

function openReading(options: WorkerPoolOptions): Reading {
  const { threads: count, readingTimeMs, readerFile } = options;
  const threads = new Piscina<ReadTask, Read>({
    ...sharedOptions(options),
    filename: readerFile ?? path.join(import.meta.dirname, 'read-document-worker.ts'),
    resourceLimits: { maxOldGenerationSizeMb: READER_HEAP_MB, maxYoungGenerationSizeMb: READER_YOUNG_MB },
  });
  const maxBytes = READER_MEMORY_MB * 1024 * 1024;
  const guard = guardMemory(() => threads.threads, { maxBytes, everyMs: MEMORY_LOOK_MS });
  return { threads, turns: turnsFor(count, 'uploads'), guard, time: createReadingTime(readingTimeMs) };
}

function openMaking(options: WorkerPoolOptions): Making {
  const threads = new Piscina<MakeTask, Written>({
    ...sharedOptions(options),
    filename: path.join(import.meta.dirname, 'make-document-worker.ts'),
    resourceLimits: { maxOldGenerationSizeMb: MAKER_HEAP_MB, maxYoungGenerationSizeMb: MAKER_YOUNG_MB },
  });
  return { threads, turns: turnsFor(options.threads, 'documents') };
}

function loadOf(pool: PoolLoad['pool'], { threads, turns }: Making | Reading): PoolLoad {
  return { pool, threads: threads.threads.length, running: turns.running(), waiting: turns.waiting() };
}

function make(making: Making, task: MakeTask, name: string): Promise<Written> {
  return making.turns.take(() => making.threads.run(task, { name }));
}

/** A job that nobody gives up. */
function sentBy(sender: string): JobSignal {
  return Object.assign(new AbortController().signal, { sender });
}

function readerOf(reading: Reading): DocumentReader {
  return {
    read: async (pdf, context, signal) => {
      const answer = await runReading(reading, { pdf, context }, { name: 'readDocumentTask', signal });
      return answer.kind === 'lost' ? answer.loss : (answer.value as DocumentEvidence);
    },
    readPages: async (pdf, signal) => {
      const answer = await runReading(reading, { pdf }, { name: 'readPagesTask', signal });
      return answer.kind === 'lost' ? answer.loss : (answer.value as PageTextEvidence);
    },
    judge: async (data, context, signal) => {
      const answer = await runReading(reading, { data, context }, { name: 'judgeSealTask', signal });
      return answer.kind === 'lost' ? null : (answer.value as SignerJudgement | null);
    },
  };
}

async function inspectWithin(reading: Reading, job: ReadJob, signal: JobSignal | undefined): Promise<InspectionAnswer> {
  const answer = await runReading(reading, job, { name: 'inspectDocumentTask', signal });
  if (answer.kind === 'answered') return answer.value as InspectionAnswer;
  return {
    inspection: { outcome: 'unreadable', changes: [], signatures: [], problems: [answer.loss.code], notes: [] },
    subjects: [],
    validation: null,
  };
}

function inspectorOf(reading: Reading): DocumentInspector {
  return {
    inspect: (pdf, context, signal) => inspectWithin(reading, { pdf, context }, signal),
    judge: async (before, context, signal) => {
      const job = { answer: before, context };
      const answer = await runReading(reading, job, { name: 'judgeInspectionTask', signal });
      return answer.kind === 'answered' ? (answer.value as InspectionAnswer) : before;
    },
  };
}

async function readSheetsWithin(
  reading: Reading,
  spreadsheet: Uint8Array,
  signal: JobSignal | undefined,
): Promise<SpreadsheetAnswer> {
  const answer = await runReading(reading, { spreadsheet }, { name: 'readSpreadsheetTask', signal });
  if (answer.kind === 'answered') return answer.value as SpreadsheetAnswer;
  return { kind: 'refused', code: 'spreadsheet-too-large' };
}

/** What a reading thread gave, or why it gave nothing: a verdict must never rest on an exception. */
type Answer =
  | { readonly kind: 'answered'; readonly value: Read }
  | { readonly kind: 'lost'; readonly loss: LostReading };

type Order = { readonly name: string; readonly signal: JobSignal | undefined };

/** Rejects with the reason of `signal` when that is aborted, and with `PoolBusy`; everything else is an answer. */
function runReading(reading: Reading, task: ReadTask, order: Order): Promise<Answer> {
  const { turns, guard } = reading;
  return turns.take(() => guard.during(() => runInTime(reading, task, order)), order.signal);
}

/** Ends the thread when the job's time is over, or nobody waits for it any more; the next task gets a new one. */
async function runInTime({ threads, time }: Reading, task: ReadTask, { name, signal }: Order): Promise<Answer> {
  const left = time.left(signal);
  if (left === 0) return lost('reader-timed-out', 'the time of the whole upload is over');
  const timeOut = AbortSignal.timeout(left);
  const started = performance.now();
  try {
    const end = signal === undefined ? timeOut : AbortSignal.any([timeOut, signal]);
    return { kind: 'answered', value: await threads.run(task, { name, signal: end }) };
  } catch (fault) {
    signal?.throwIfAborted();
    const detail = fault instanceof Error ? fault.message : String(fault);
    return lost(timeOut.aborted ? 'reader-timed-out' : 'reader-failed', detail);
  } finally {
    time.spend(signal, performance.now() - started);
  }
}

function lost(code: LostReading['code'], detail: string): Answer {
  return { kind: 'lost', loss: { kind: 'undecided', code, detail } };
}

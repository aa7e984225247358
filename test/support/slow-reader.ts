import type { DocumentEvidence } from '#core/confirmation/evidence.ts';
import type { InspectionAnswer } from '#core/validation/inspection.ts';
import { giveWay } from '../../server/workers/give-way.ts';
import type * as Reader from '../../server/workers/read-document-worker.ts';

/** Loaded with the first file that is read: a thread that never ends one begins at once. */
const loadReader = () => import('../../server/workers/read-document-worker.ts');

export const judgeInspectionTask: typeof Reader.judgeInspectionTask = async (job) =>
  (await loadReader()).judgeInspectionTask(job);
export const judgeSealTask: typeof Reader.judgeSealTask = async (job) => (await loadReader()).judgeSealTask(job);
export const readPagesTask: typeof Reader.readPagesTask = async (job) => (await loadReader()).readPagesTask(job);

/** How a file begins that this reader never ends to read. */
const ENDLESS = '%ENDLESS';

/** The reader of the service, but for files that begin with `%ENDLESS`: what comes after counts how often one is begun. */
export async function readDocumentTask(job: Reader.ReadJob): Promise<DocumentEvidence> {
  neverEnd(job.pdf);
  return (await loadReader()).readDocumentTask(job);
}

export async function inspectDocumentTask(job: Reader.ReadJob): Promise<InspectionAnswer> {
  neverEnd(job.pdf);
  return (await loadReader()).inspectDocumentTask(job);
}

function neverEnd(pdf: Uint8Array): void {
  if (Buffer.from(pdf.subarray(0, ENDLESS.length)).toString('latin1') !== ENDLESS) return;
  if (pdf.buffer instanceof SharedArrayBuffer) Atomics.add(new Int32Array(pdf.buffer), ENDLESS.length / 4, 1);
  giveWay();
  for (;;) if (performance.now() < 0) return;
}

/** A file that is never read to its end, and how many threads have begun to. */
export function endlessFile(): { readonly pdf: Uint8Array; readonly begun: () => number } {
  const memory = new SharedArrayBuffer(ENDLESS.length + 4);
  const pdf = new Uint8Array(memory);
  pdf.set(Buffer.from(ENDLESS));
  return { pdf, begun: () => Atomics.load(new Int32Array(memory), ENDLESS.length / 4) };
}

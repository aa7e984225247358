import type { DocumentEvidence } from '#core/confirmation/evidence.ts';
import type { InspectionAnswer } from '#core/validation/inspection.ts';
import * as reader from '../../server/workers/read-document-worker.ts';

export const judgeInspectionTask = reader.judgeInspectionTask;
export const judgeSealTask = reader.judgeSealTask;
export const readPagesTask = reader.readPagesTask;

/** How a file begins that this reader never ends to read. */
const ENDLESS = '%ENDLESS';

/** The reader of the service, but for files that begin with `%ENDLESS`: what comes after counts how often one is begun. */
export function readDocumentTask({ pdf, context }: reader.ReadJob): Promise<DocumentEvidence> {
  neverEnd(pdf);
  return reader.readDocumentTask({ pdf, context });
}

export function inspectDocumentTask({ pdf, context }: reader.ReadJob): Promise<InspectionAnswer> {
  neverEnd(pdf);
  return reader.inspectDocumentTask({ pdf, context });
}

function neverEnd(pdf: Uint8Array): void {
  if (Buffer.from(pdf.subarray(0, ENDLESS.length)).toString('latin1') !== ENDLESS) return;
  if (pdf.buffer instanceof SharedArrayBuffer) Atomics.add(new Int32Array(pdf.buffer), ENDLESS.length / 4, 1);
  for (;;) if (performance.now() < 0) return;
}

/** A file that is never read to its end, and how many threads have begun to. */
export function endlessFile(): { readonly pdf: Uint8Array; readonly begun: () => number } {
  const memory = new SharedArrayBuffer(ENDLESS.length + 4);
  const pdf = new Uint8Array(memory);
  pdf.set(Buffer.from(ENDLESS));
  return { pdf, begun: () => Atomics.load(new Int32Array(memory), ENDLESS.length / 4) };
}

import type { DocumentEvidence, PageTextEvidence } from '#core/confirmation/evidence.ts';
import { inspectWithin, judgeInspection } from '#core/validation/inspect-document.ts';
import type { InspectionAnswer } from '#core/validation/inspection.ts';
import { judgeSeal } from '#core/validation/judge-seal.ts';
import { readDocument } from '#core/validation/read-document.ts';
import { readPages } from '#core/validation/read-pages.ts';
import type {
  ReadingContext,
  SignerJudgement,
  ValidationContext,
  ValidationData,
} from '#core/validation/validation.ts';
import type { SpreadsheetAnswer } from '../ports/spreadsheet-reader.ts';
import { giveWay } from './give-way.ts';
import { loadPdfJs } from './load-pdf-js.ts';

giveWay();

/** Reading, and inspecting. */
export type ReadJob = { readonly pdf: Uint8Array; readonly context: ReadingContext };

export type PagesJob = { readonly pdf: Uint8Array };

export type JudgeJob = { readonly data: ValidationData; readonly context: ValidationContext };

export type JudgeInspectionJob = { readonly answer: InspectionAnswer; readonly context: ValidationContext };

/** The job of a reading thread. */
export function readDocumentTask({ pdf, context }: ReadJob): Promise<DocumentEvidence> {
  return readDocument(pdf, context);
}

/** Reads what a person sees: a job of the same threads. */
export function readPagesTask({ pdf }: PagesJob): Promise<PageTextEvidence> {
  return readPages(loadPdfJs, pdf);
}

/** Judges the seal of what was read before: a job of the same threads. */
export function judgeSealTask({ data, context }: JudgeJob): Promise<SignerJudgement | null> {
  return judgeSeal(data, context);
}

/** Judges the signers of what was inspected before: a job of the same threads. */
export function judgeInspectionTask({ answer, context }: JudgeInspectionJob): Promise<InspectionAnswer> {
  return judgeInspection(answer, context);
}

/** Inspects a PDF, whoever made it: a job of the same threads. */
export function inspectDocumentTask({ pdf, context }: ReadJob): Promise<InspectionAnswer> {
  return inspectWithin(pdf, context);
}

export type SpreadsheetJob = { readonly spreadsheet: Uint8Array };

/** Reads a spreadsheet: a job of the same threads, which load what it takes with the first one. */
export async function readSpreadsheetTask({ spreadsheet }: SpreadsheetJob): Promise<SpreadsheetAnswer> {
  const { readSpreadsheet } = await import('../spreadsheets/read-spreadsheet.ts');
  return readSpreadsheet(spreadsheet);
}

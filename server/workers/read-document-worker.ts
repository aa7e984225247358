import { inspectWithin } from '../app/inspect-document.ts';
import { judgeSeal } from '../app/judge-seal.ts';
import { readDocument } from '../app/read-document.ts';
import type { DocumentEvidence } from '../domain/evidence.ts';
import type { SignerJudgement, ValidationContext, ValidationData } from '../domain/validation.ts';
import type { InspectionAnswer } from '../ports/document-inspector.ts';
import type { ReadOptions } from '../ports/document-reader.ts';

export type ReadJob = { readonly pdf: Uint8Array; readonly options: ReadOptions };

export type InspectJob = { readonly pdf: Uint8Array; readonly context: ValidationContext };

export type JudgeJob = { readonly data: ValidationData; readonly context: ValidationContext };

/** The job of a reading thread. */
export function readDocumentTask({ pdf, options }: ReadJob): Promise<DocumentEvidence> {
  return readDocument(pdf, options);
}

/** Judges the seal of what was read before: a job of the same threads. */
export function judgeSealTask({ data, context }: JudgeJob): Promise<SignerJudgement | null> {
  return judgeSeal(data, context);
}

/** Inspects a PDF, whoever made it: a job of the same threads. */
export function inspectDocumentTask({ pdf, context }: InspectJob): Promise<InspectionAnswer> {
  return inspectWithin(pdf, context);
}

import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import type { SealPicture } from '../model/seals/seal.ts';
import type { ArchiveUpdate } from '../ports/archive-writer.ts';
import type { MadeDocument, MakeRequest } from '../ports/document-maker.ts';
import type { CleanedPicture, PreviewRequest } from '../ports/seal-studio.ts';
import { makeCheckedDocument } from '../sealing/make-checked-document.ts';
import { cleanPicture } from '../sealing/pictures/clean-picture.ts';
import { prepareArchiveCopy } from '../sealing/prepare-archive-copy.ts';
import { typesetPreview } from '../sealing/typeset/typeset-confirmation.ts';
import { typesetSealPreview } from '../sealing/typeset/typeset-seal-preview.ts';

/** The job of a thread that makes documents. */
export function makeDocumentTask(request: MakeRequest): Promise<MadeDocument> {
  return makeCheckedDocument(request);
}

/** Shows what a document will say, before it has a number: a job of the same threads. */
export function previewDocumentTask(content: ConfirmationContent): Uint8Array {
  return typesetPreview(content);
}

/** Appends proofs to a file of our own: a job of the same threads. */
export function prepareArchiveTask(update: ArchiveUpdate): Promise<UnsealedDocument> {
  return prepareArchiveCopy(update);
}

/** Judges a picture of a seal and makes it anew: a job of the same threads. */
export function cleanPictureTask(picture: SealPicture): CleanedPicture {
  return cleanPicture(picture);
}

/** Shows a seal at true size: a job of the same threads. */
export function sealPreviewTask(request: PreviewRequest): Uint8Array {
  return typesetSealPreview(request);
}

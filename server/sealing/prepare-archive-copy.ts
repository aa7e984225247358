import { placeArchiveProofs } from '#core/pdf/additions/place-archive-proofs.ts';
import type { UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import type { ArchiveWriter } from '../ports/archive-writer.ts';

/** A file with proofs and the place of a document time-stamp appended: runs in a thread. */
export const prepareArchiveCopy: ArchiveWriter['prepare'] = ({ pdf, ...proofs }): Promise<UnsealedDocument> =>
  placeArchiveProofs(pdf, proofs);

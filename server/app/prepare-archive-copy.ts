import type { UnsealedDocument } from '../domain/unsealed-document.ts';
import { placeArchiveProofs } from '../pdf/place-archive-proofs.ts';
import type { ArchiveWriter } from '../ports/archive-writer.ts';

/** A file with proofs and the place of a document time-stamp appended: runs in a thread. */
export const prepareArchiveCopy: ArchiveWriter['prepare'] = ({ pdf, ...proofs }): Promise<UnsealedDocument> =>
  placeArchiveProofs(pdf, proofs);

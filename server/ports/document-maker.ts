import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { SealedProofs, UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import type { SealFace } from '../model/seals/seal.ts';

export type MakeRequest = {
  readonly content: ConfirmationContent;
  readonly seal: SealFace;
  /** Bytes to reserve for the CMS. */
  readonly signatureBytes: number;
  /** To lie inside what is sealed; none when left out. */
  readonly proofs?: SealedProofs;
};

export type MadeDocument =
  | { readonly kind: 'made'; readonly document: UnsealedDocument; readonly pages: number }
  /** Its pages would not show what its data say; `detail` is for the log. */
  | { readonly kind: 'unfaithful'; readonly detail: string };

/** Typesets a confirmation, places its seal field and checks that the pages say what the data say. Off the event loop. */
export type DocumentMaker = {
  /** Throws when the document cannot be made: by then the request has been validated, so that is a fault. */
  readonly make: (request: MakeRequest) => Promise<MadeDocument>;
};

/** Shows what a document will say, before there is one. */
export type DocumentPreviewer = {
  /**
   * The pages of a content that has no number yet: unsigned, without data attached, and marked as a preview across each page.
   * @param sender for whom: senders are served in turn
   */
  readonly preview: (content: ConfirmationContent, sender: string) => Promise<Uint8Array>;
};

import type { ConfirmationContent } from '../domain/confirmation.ts';
import type { SealData } from '../domain/manufacturer.ts';

/** An unsigned document: complete but for the hex string of /Contents. */
export type UnsealedDocument = {
  /** The whole file, with /ByteRange filled in and /Contents all zeros. */
  readonly pdf: Uint8Array;
  /** [0, a, b, c] of ISO 32000-2 12.8.1, in bytes. */
  readonly byteRange: readonly [number, number, number, number];
  /** SHA-256 over the byte range. */
  readonly digest: Uint8Array;
};

export type MakeRequest = {
  readonly content: ConfirmationContent;
  readonly seal: SealData;
  /** Bytes to reserve for the CMS. */
  readonly signatureBytes: number;
};

/** Typesets a confirmation, places its seal field and checks that the pages say what the data say. Off the event loop. */
export type DocumentMaker = {
  /** Throws when the document cannot be made: by then the request has been validated, so that is a fault. */
  readonly make: (request: MakeRequest) => Promise<UnsealedDocument>;
};

import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** A call that removes files which no record names. */
export type SweepRequest = {
  /** Files that were written or put again at or after this moment are kept: a record may be about to name them. */
  readonly olderThan: IsoInstant;
  readonly isReferenced: FileReferences['isReferenced'];
  /** How many files are looked at, at most. */
  readonly limit: number;
  /** `next` of the call before; null for the first call. */
  readonly after: string | null;
};

export type SweepReport = {
  readonly examined: number;
  readonly removed: number;
  /** Where the next call goes on; null when all files have been looked at. */
  readonly next: string | null;
};

/** The PDFs of the registry, by the SHA-256 of their bytes (lower-case hex). Records hold that name, never the bytes. */
export type DocumentFiles = {
  /**
   * Stores the bytes durably and gives their name. Where they are already stored, their age begins anew.
   * @throws {DocumentFileFault} `file-too-large` where one file may not have so many, `file-store-unusable`
   */
  readonly put: (pdf: Uint8Array) => Promise<string>;
  /**
   * The bytes of that name; null where there are none.
   * @throws {DocumentFileFault} `stored-file-damaged` where what is stored has another SHA-256, `file-store-unusable`
   */
  readonly get: (sha256: string) => Promise<Uint8Array | null>;
  /** Writes and removes a small file. @throws {DocumentFileFault} `file-store-unusable` */
  readonly check: () => Promise<void>;
  /** Removes files that no record names, and unfinished ones. @throws {DocumentFileFault} `file-store-unusable` */
  readonly sweep: (request: SweepRequest) => Promise<SweepReport>;
};

/** Which files are named by a record: an original, an archive copy, or a former archive copy. */
export type FileReferences = { readonly isReferenced: (sha256: string) => Promise<boolean> };

/** Stored files cannot be used. The code is permanent; the message is for the operator. */
export class DocumentFileFault extends Error {
  readonly code: 'stored-file-damaged' | 'file-store-unusable' | 'file-too-large';

  constructor(code: DocumentFileFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DocumentFileFault';
    this.code = code;
  }
}

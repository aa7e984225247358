/** Why a file cannot be read: the codes that `DocumentEvidence` knows. */
export type ReadErrorCode = 'not-a-pdf' | 'file-malformed' | 'file-encrypted' | 'limit-exceeded';

/** The one error of the PDF reader. `offset` is a byte position in the file where one is known. */
export class PdfReadError extends Error {
  readonly code: ReadErrorCode;
  readonly offset: number | null;
  /** The bound that the file goes beyond, with its value; null for any other fault. */
  readonly limit: string | null;

  constructor(code: ReadErrorCode, detail: string, offset: number | null = null, limit: string | null = null) {
    super(offset === null ? detail : `${detail} (at byte ${offset})`);
    this.name = 'PdfReadError';
    this.code = code;
    this.offset = offset;
    this.limit = limit;
  }
}

/** The file does not follow the grammar of ISO 32000-2: the reader never repairs. */
export function malformed(detail: string, offset: number | null = null): PdfReadError {
  return new PdfReadError('file-malformed', detail, offset);
}

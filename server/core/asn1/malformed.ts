/** What could not be read. Permanent codes; the message is for the log. */
export const MALFORMED_CODES = [
  'der-malformed',
  'der-limit-exceeded',
  'certificate-malformed',
  'crl-malformed',
  'ocsp-malformed',
] as const;
export type MalformedCode = (typeof MALFORMED_CODES)[number];

/** Bytes that are not what they claim to be. Readers of single structures throw it; readers of whole documents turn it into evidence. */
export class MalformedError extends Error {
  readonly code: MalformedCode;

  constructor(code: MalformedCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MalformedError';
    this.code = code;
  }
}

/** What `read` gives; null for malformed bytes, any other fault passes through. */
export function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/** Reads with `read`; a malformed part is reported under the code of the whole, any other fault passes through. */
export function readAs<Value>(code: MalformedCode, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) throw new MalformedError(code, error.message, { cause: error });
    throw error;
  }
}

import { malformed } from '#core/pdf/syntax/read-error.ts';

/**
 * The bytes that a signature covers: both parts of its byte range, one after the other (ISO 32000-2, 12.8.1).
 * @param byteRange offsets and lengths in bytes, as `readPdfFacts` gives them
 * @throws PdfReadError `file-malformed` for a range that overlaps itself or leaves the file
 */
export function signedBytes(
  bytes: Uint8Array,
  byteRange: readonly [number, number, number, number],
): Uint8Array<ArrayBuffer> {
  const [first, length, second, rest] = byteRange;
  const counts = byteRange.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!counts || first + length > second || second + rest > bytes.length) throw malformed('the byte range is no range');
  const signed = new Uint8Array(length + rest);
  signed.set(bytes.subarray(first, first + length), 0);
  signed.set(bytes.subarray(second, second + rest), length);
  return signed;
}

import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { byteRangeText, type SignatureDictionary } from './signature-dictionary.ts';
import type { UnsealedDocument } from './unsealed-document.ts';
import type { WrittenRevision } from './write-revision.ts';

/**
 * Fills in the byte range of the signature dictionary that is object `number`: everything but the hex string of /Contents,
 * its angle brackets included, is signed (ISO 32000-2 12.8.1). Writes into the bytes that it is given.
 */
export async function fillByteRange(
  { bytes, bodies }: WrittenRevision,
  number: number,
  signature: SignatureDictionary,
): Promise<UnsealedDocument> {
  const body = bodies.get(number) ?? 0;
  const from = body + signature.contentsFrom;
  const to = body + signature.contentsTo;
  const byteRange = [0, from, to, bytes.length - to] as const;
  bytes.set(byteRangeText([byteRange[1], byteRange[2], byteRange[3]]), body + signature.byteRangeAt);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', signedBytes(bytes, byteRange)));
  return { pdf: bytes, byteRange, digest };
}

import { ascii } from '#core/bytes/ascii.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { byteRangeText } from '#core/pdf/exact/print-value.ts';
import { positionsOf } from '#core/pdf/syntax/characters.ts';
import type { UnsealedDocument } from './unsealed-document.ts';
import type { WrittenRevision } from './written-revision.ts';

/** As the printer writes the keys: what stands in a string of its has no line feed before it. */
const BYTE_RANGE = '\n/ByteRange ';
const CONTENTS = '\n/Contents <';

/**
 * Fills in the byte range of the signature dictionary that is object `number`, as it was printed: everything but the hex
 * string of /Contents, its angle brackets included, is signed (ISO 32000-2 12.8.1). Writes into the bytes that it is given.
 */
export async function fillByteRange({ bytes, bodies }: WrittenRevision, number: number): Promise<UnsealedDocument> {
  const body = bodies.get(number) ?? bytes.length;
  const [range] = positionsOf(bytes, BYTE_RANGE, body);
  const [contents] = positionsOf(bytes, CONTENTS, body);
  if (range === undefined || contents === undefined) throw new Error(`object ${number} is no signature dictionary`);
  const from = contents + CONTENTS.length - 1;
  const to = bytes.indexOf(0x3e, from) + 1;
  const byteRange = [0, from, to, bytes.length - to] as const;
  bytes.set(ascii(byteRangeText(byteRange)), range + BYTE_RANGE.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', signedBytes(bytes, byteRange)));
  return { pdf: bytes, byteRange, digest };
}

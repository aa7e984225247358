import { ascii } from '#core/bytes/ascii.ts';
import type { UnsealedDocument } from './unsealed-document.ts';

const DIGITS = ascii('0123456789abcdef');

/**
 * Puts the CMS (DER) into /Contents as hex, padded with zeros to the room that was reserved. Returns a new file; only
 * bytes outside the signed byte range differ. Throws when the CMS is empty or larger than the room.
 */
export function embedSignature(unsealed: UnsealedDocument, cms: Uint8Array): Uint8Array {
  const [, from, to] = unsealed.byteRange;
  const room = (to - from - 2) / 2;
  if (cms.length === 0 || cms.length > room)
    throw new RangeError(`a CMS of ${cms.length} bytes does not fit into ${room}`);
  const pdf = unsealed.pdf.slice();
  for (let index = 0; index < cms.length; index++) {
    const octet = cms[index] as number;
    pdf[from + 1 + 2 * index] = DIGITS[octet >> 4] as number;
    pdf[from + 2 + 2 * index] = DIGITS[octet & 15] as number;
  }
  return pdf;
}

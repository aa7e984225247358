import { deflateSync, inflateSync } from 'node:zlib';
import type { Flate } from '../pdf/flattened-pages.ts';

/** Of 1 to 9: the next levels take twice the time for a tenth less. */
const LEVEL = 3;

/** What the platform has for FlateDecode. */
export const flate: Flate = {
  inflate: (zlib, most) => plainArray(inflateSync(zlib, { maxOutputLength: most })),
  deflate: (bytes) => plainArray(deflateSync(bytes, { level: LEVEL })),
};

/** A plain array over the same bytes: parts of a Buffer cost more to make, and the readers make thousands. */
function plainArray({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

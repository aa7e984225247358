import { deflateSync, inflateSync } from 'node:zlib';
import type { Flate } from './seal-field/flattened-pages.ts';

/** Of 1 to 9: the next levels take twice the time for a tenth less. */
const LEVEL = 3;

/** What is deflated here becomes about so many times its size again. */
const RATIO = 6;
const MAX_PIECE = 1 << 20;

/** What the platform has for FlateDecode. */
export const flate: Flate = {
  inflate: (zlib, most) => plainArray(inflateSync(zlib, { maxOutputLength: most, chunkSize: pieceFor(zlib) })),
  deflate: (bytes) => plainArray(deflateSync(bytes, { level: LEVEL })),
};

/** What comes out is put together from pieces of one size: mostly one is enough, and none is much too large. */
function pieceFor(zlib: Uint8Array): number {
  return Math.min(MAX_PIECE, 1024 + RATIO * zlib.length);
}

/** A plain array over the same bytes: parts of a Buffer cost more to make, and the readers make thousands. */
function plainArray({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

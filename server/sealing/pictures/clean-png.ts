import { inflateSync } from 'node:zlib';
import { convertIndexedToRgb, type DecodedPng, decode, encode } from 'fast-png';
import { PictureRefused } from './picture-refused.ts';
import { readPngFrame } from './png-frame.ts';

/** Bytes of the file, as given or as re-encoded: each document bears it whole. */
const MAX_BYTES = 1_048_576;
/** Pixels a side: below, the seal is a blur at 40 mm (190 dpi); above, nothing is gained (1,016 dpi). */
const SIDE = { least: 300, most: 1_600 };
/** How far a side may be longer than the other: a seal is round, and its picture is cut to its rim. */
const SQUARE = 1.02;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Decodes a PNG (in base64) and writes its pixels anew as 8-bit RGBA, without anything else that was in the file. Size and
 * inflated length are held against its header before it is decoded (PNG third edition, §11.2.1).
 */
export function cleanPng(content: string): string {
  if (content.length > Math.ceil(MAX_BYTES / 3) * 4) throw new PictureRefused('picture-too-large', { most: MAX_BYTES });
  if (!BASE64.test(content)) throw new PictureRefused('picture-not-readable');
  const bytes = new Uint8Array(Buffer.from(content, 'base64'));
  const { width, height, imageData, mostInflated, essence } = readPngFrame(bytes);
  if (Math.min(width, height) < SIDE.least || Math.max(width, height) > SIDE.most)
    throw new PictureRefused('picture-size-wrong', { width, height, ...SIDE });
  if (Math.max(width, height) > Math.min(width, height) * SQUARE) throw new PictureRefused('picture-not-square');
  requireInflatedLength(imageData, mostInflated);
  const clean = encode({ width, height, data: decodedRgba(essence), channels: 4, depth: 8 });
  if (clean.length > MAX_BYTES) throw new PictureRefused('picture-too-large', { most: MAX_BYTES });
  return Buffer.from(clean).toString('base64');
}

/** A few bytes can inflate to gigabytes: the decoder would hold them all. */
function requireInflatedLength(imageData: Uint8Array, most: number): void {
  try {
    inflateSync(imageData, { maxOutputLength: most });
  } catch (cause) {
    throw new PictureRefused('picture-not-readable', {}, { cause });
  }
}

/** Faults of the decoder are faults of the file: its size was judged before. */
function decodedRgba(bytes: Uint8Array): Uint8Array {
  try {
    return rgbaOf(decode(bytes, { checkCrc: true }));
  } catch (cause) {
    if (cause instanceof PictureRefused) throw cause;
    throw new PictureRefused('picture-not-readable', {}, { cause });
  }
}

/** Whatever the file had: grey, colour, palette, 1 to 16 bits; one transparent colour or a palette's alpha. */
function rgbaOf(png: DecodedPng): Uint8Array {
  const { data, channels } = png.palette === undefined ? eightBits(png) : fromPalette(png);
  const rgba = new Uint8Array(png.width * png.height * 4);
  for (let pixel = 0; pixel < png.width * png.height; pixel++) {
    const at = pixel * channels;
    const grey = channels < 3;
    for (let part = 0; part < 3; part++) rgba[pixel * 4 + part] = data[grey ? at : at + part] ?? 0;
    rgba[pixel * 4 + 3] = channels % 2 === 0 ? (data[at + channels - 1] ?? 0) : 255;
  }
  return rgba;
}

type Samples = { readonly data: ArrayLike<number>; readonly channels: number };

function fromPalette(png: DecodedPng): Samples {
  return { data: convertIndexedToRgb(png), channels: png.palette?.[0]?.length ?? 3 };
}

function eightBits({ data, depth, channels, width, height, transparency }: DecodedPng): Samples {
  // A transparent colour is rare, and a scanner's seal has none: it would be painted over what lies below.
  if (transparency !== undefined) throw new PictureRefused('picture-forbidden', { what: 'tRNS' });
  if (depth === 16) return { data: Uint8Array.from(data, (sample) => sample >> 8), channels };
  if (depth === 8) return { data, channels };
  return { data: unpackGrey(data, { depth, width, height }), channels };
}

/** Grey of 1, 2 or 4 bits: rows begin at whole bytes, the leftmost pixel in the highest bits. */
function unpackGrey(
  data: ArrayLike<number>,
  { depth, width, height }: { readonly depth: number; readonly width: number; readonly height: number },
): Uint8Array {
  const grey = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  for (let index = 0; index < grey.length; index++) {
    const bit = (index % width) * depth;
    const byte = data[Math.floor(index / width) * rowBytes + (bit >> 3)] ?? 0;
    grey[index] = (((byte >> (8 - depth - (bit & 7))) & most) * 255) / most;
  }
  return grey;
}

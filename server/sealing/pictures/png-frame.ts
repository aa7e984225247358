import { PictureRefused } from './picture-refused.ts';

/** What stands in the file before any pixel is decoded. */
export type PngFrame = {
  readonly width: number;
  readonly height: number;
  /** The zlib stream of all IDAT chunks together. */
  readonly imageData: Uint8Array;
  /** Bytes to which it may inflate: what the header promises, and no more. */
  readonly mostInflated: number;
  /** The file with nothing in it but header, palette, transparency and pixels: a decoder opens nothing else. */
  readonly essence: Uint8Array;
};

type PngHeader = Pick<PngFrame, 'width' | 'height' | 'mostInflated'> & { readonly needsPalette: boolean };

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples of a pixel by colour type (PNG third edition, table 8). */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Sample depths in bits (PNG third edition, table 8). */
const DEPTHS = new Set([1, 2, 4, 8, 16]);
/** A colour profile among the others may inflate to gigabytes. */
const ESSENTIAL = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
const MAX_CHUNKS = 10_000;
/** Interlaced images have up to seven passes of rows, each row with a filter byte: never more than this beside the pixels. */
const ROW_BYTES = 16;

/**
 * Walks the chunks of a PNG (third edition, §5). Throws `PictureRefused` for what is none, for an animation, and for a second
 * header: what is judged here must be what is decoded.
 */
export function readPngFrame(bytes: Uint8Array): PngFrame {
  if (!SIGNATURE.every((byte, index) => bytes[index] === byte)) throw new PictureRefused('picture-not-readable');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  const essence = [bytes.subarray(0, SIGNATURE.length)];
  let header: PngHeader | null = null;
  let hasPalette = false;
  for (const { type, at, length } of chunksOf(view)) {
    if ((type === 'IHDR') !== (header === null)) throw new PictureRefused('picture-not-readable');
    header ??= readHeader(view, at, length);
    if (type === 'IDAT') parts.push(bytes.subarray(at, at + length));
    if (type === 'PLTE') hasPalette = true;
    if (ESSENTIAL.has(type)) essence.push(bytes.subarray(at - 8, at + length + 4));
    if (type === 'acTL') throw new PictureRefused('picture-forbidden', { what: 'acTL' });
  }
  if (header === null || (header.needsPalette && !hasPalette)) throw new PictureRefused('picture-not-readable');
  const { width, height, mostInflated } = header;
  return { width, height, mostInflated, imageData: joined(parts), essence: joined(essence) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function* chunksOf(view: DataView): Generator<{ readonly type: string; readonly at: number; readonly length: number }> {
  let at = SIGNATURE.length;
  for (let count = 0; count < MAX_CHUNKS && at + 12 <= view.byteLength; count++) {
    const length = view.getUint32(at);
    if (at + 12 + length > view.byteLength) break;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
    yield { type, at: at + 8, length };
    if (type === 'IEND') return;
    at += 12 + length;
  }
  throw new PictureRefused('picture-not-readable');
}

function readHeader(view: DataView, at: number, length: number): PngHeader {
  const colour = length === 13 ? view.getUint8(at + 9) : -1;
  const samples = SAMPLES[colour];
  if (samples === undefined) throw new PictureRefused('picture-not-readable');
  const [width, height, depth] = [view.getUint32(at), view.getUint32(at + 4), view.getUint8(at + 8)];
  if (!DEPTHS.has(depth)) throw new PictureRefused('picture-not-readable');
  const mostInflated = height * (Math.ceil((width * samples * depth) / 8) + ROW_BYTES);
  return { width, height, mostInflated, needsPalette: colour === 3 };
}

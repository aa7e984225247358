import { crc32, deflateSync } from 'node:zlib';
import type { SealPicture } from '../../server/model/seals/seal.ts';

/** An invented seal as a drawing program exports it, with what such programs leave beside the shapes. */
export const SEAL_SVG = `<?xml version="1.0" encoding="UTF-8"?>
<!-- TEST -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  width="40mm" height="40mm" viewBox="0 0 100 100" id="seal" version="1.1">
  <title>TEST</title>
  <metadata>TEST</metadata>
  <defs id="defs1"/>
  <inkscape:grid id="grid1"/>
  <g inkscape:label="Layer 1" style="fill:#c8102e;stroke:none;display:inline;stroke-dasharray:none" transform="translate(50,50)">
    <circle r="48" style="fill:none;stroke:#c8102e;stroke-width:2.5"/>
    <path fill-rule="evenodd" d="M0-20 5-6 20-6 8 3 12 18 0 9-12 18-8 3-20-6-5-6z"/>
  </g>
</svg>`;

/** An SVG of a square with that in it. */
export function svgOf(body: string, attributes = ''): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" ${attributes}>${body}</svg>`;
}

export type PngRecipe = {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  /** PNG colour type: 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha. */
  readonly colour?: number;
  /** Chunks between IHDR and IDAT. */
  readonly before?: readonly Uint8Array[];
  /** Instead of the rows that the header promises. */
  readonly data?: Uint8Array;
};

const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A PNG with rows of zeros, or anything else that a recipe asks for. */
export function pngBytes({ width, height, depth = 8, colour = 6, before = [], data }: PngRecipe): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, 0], 8);
  const rowBytes = 1 + Math.ceil((width * (SAMPLES[colour] ?? 1) * depth) / 8);
  const rows = data ?? new Uint8Array(rowBytes * height);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const image = pngChunk('IDAT', deflateSync(rows));
  const parts = [
    new Uint8Array(signature),
    pngChunk('IHDR', header),
    ...before,
    image,
    pngChunk('IEND', new Uint8Array()),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return new Uint8Array(chunk);
}

export function pngPicture(recipe: PngRecipe): SealPicture {
  return { kind: 'png', content: Buffer.from(pngBytes(recipe)).toString('base64') };
}

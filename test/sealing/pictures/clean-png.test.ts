import { describe, expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import type { SealPicture } from '../../../server/model/seals/seal.ts';
import { cleanPicture } from '../../../server/sealing/pictures/clean-picture.ts';
import { type PngRecipe, pngBytes, pngChunk, pngPicture } from '../../support/seal-pictures.ts';

const SQUARE = { width: 320, height: 320 };
const PALETTE = pngChunk('PLTE', new Uint8Array([1, 2, 3, 200, 16, 46]));
const cleaned = (picture: SealPicture) => {
  const outcome = cleanPicture(picture);
  if (outcome.kind !== 'cleaned') throw new Error(outcome.code);
  return decode(Buffer.from(outcome.picture.content, 'base64'));
};
const codeOf = (picture: SealPicture) => {
  const outcome = cleanPicture(picture);
  return outcome.kind === 'cleaned' ? 'cleaned' : outcome.code;
};
const asPicture = (bytes: Uint8Array): SealPicture => ({ kind: 'png', content: Buffer.from(bytes).toString('base64') });

/** Rows whose first pixel has these bytes, and zeros after it. */
function rows({ width, height }: PngRecipe, pixelBits: number, first: readonly number[]): Uint8Array {
  const rowBytes = 1 + Math.ceil((width * pixelBits) / 8);
  const data = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) data.set(first, row * rowBytes + 1);
  return data;
}

describe('whatever the file has, its pixels come out as 8-bit RGBA', () => {
  test.each<[string, PngRecipe, readonly number[]]>([
    ['colour with alpha', { ...SQUARE, data: rows(SQUARE, 32, [200, 16, 46, 128]) }, [200, 16, 46, 128]],
    ['colour', { ...SQUARE, colour: 2, data: rows(SQUARE, 24, [200, 16, 46]) }, [200, 16, 46, 255]],
    ['grey', { ...SQUARE, colour: 0, data: rows(SQUARE, 8, [77]) }, [77, 77, 77, 255]],
    ['grey with alpha', { ...SQUARE, colour: 4, data: rows(SQUARE, 16, [77, 9]) }, [77, 77, 77, 9]],
    [
      '16 bits',
      { ...SQUARE, depth: 16, colour: 2, data: rows(SQUARE, 48, [200, 1, 16, 1, 46, 1]) },
      [200, 16, 46, 255],
    ],
    ['black and white', { ...SQUARE, depth: 1, colour: 0, data: rows(SQUARE, 1, [0x80]) }, [255, 255, 255, 255]],
    ['grey of 4 bits', { ...SQUARE, depth: 4, colour: 0, data: rows(SQUARE, 4, [0x70]) }, [119, 119, 119, 255]],
    ['a palette', { ...SQUARE, colour: 3, before: [PALETTE], data: rows(SQUARE, 8, [1]) }, [200, 16, 46, 255]],
    [
      'a palette with alpha',
      {
        ...SQUARE,
        colour: 3,
        before: [PALETTE, pngChunk('tRNS', new Uint8Array([0, 50]))],
        data: rows(SQUARE, 8, [1]),
      },
      [200, 16, 46, 50],
    ],
  ])('%s', (_what, recipe, expected) => {
    const { width, height, channels, depth, data } = cleaned(pngPicture(recipe));
    expect([width, height, channels, depth]).toEqual([320, 320, 4, 8]);
    expect([...data.subarray(0, 4)]).toEqual(expected);
  });
});

test('nothing but the pixels is kept', () => {
  const before = [
    pngChunk('tEXt', Buffer.from('Comment\0of the scanner at home')),
    pngChunk('pHYs', new Uint8Array(9)),
    pngChunk('gAMA', new Uint8Array([0, 0, 177, 143])),
  ];
  const outcome = cleanPicture(pngPicture({ ...SQUARE, before }));
  const bytes = outcome.kind === 'cleaned' ? Buffer.from(outcome.picture.content, 'base64') : Buffer.alloc(0);
  const kinds = [...bytes.toString('latin1').matchAll(/IHDR|IDAT|IEND|tEXt|pHYs|gAMA|scanner/g)].map(([kind]) => kind);
  expect(new Set(kinds)).toEqual(new Set(['IHDR', 'IDAT', 'IEND']));
});

test('what is beside the pixels is not opened: a colour profile can inflate to gigabytes', () => {
  const profile = pngChunk('iCCP', Buffer.from('profile\0\0no zlib stream'));
  expect(codeOf(pngPicture({ ...SQUARE, before: [profile] }))).toBe('cleaned');
});

describe('refuses', () => {
  const header = (width: number, height: number) => pngBytes({ width, height, data: new Uint8Array(1_000) });
  const whole = pngBytes(SQUARE);
  const headerLast = (bytes: Uint8Array) =>
    Buffer.concat([bytes.subarray(0, 8), pngChunk('tEXt', Buffer.from('a\0b')), bytes.subarray(8)]);
  const bomb = pngBytes({ ...SQUARE, data: new Uint8Array(60_000_000) });

  test.each<[string, string, SealPicture]>([
    ['picture-size-wrong', '20,000 × 20,000 pixels', asPicture(header(20_000, 20_000))],
    ['picture-size-wrong', 'as many as a header can say', asPicture(header(0xffffffff, 0xffffffff))],
    ['picture-size-wrong', 'no pixels', asPicture(header(0, 0))],
    ['picture-size-wrong', 'a blur', pngPicture({ width: 100, height: 100 })],
    ['picture-not-square', 'a long picture', pngPicture({ width: 320, height: 400 })],
    ['picture-not-readable', 'a file that inflates to more than it says', asPicture(bomb)],
    ['picture-not-readable', 'fewer rows than it says', pngPicture({ ...SQUARE, data: new Uint8Array(5_000) })],
    ['picture-not-readable', 'half a file', asPicture(whole.subarray(0, whole.length - 20))],
    ['picture-not-readable', 'a wrong checksum', asPicture(whole.with(whole.length - 20, 1))],
    ['picture-not-readable', 'a chunk longer than the file', asPicture(whole.with(33, 0x7f))],
    [
      'picture-not-readable',
      'a second header, which says other sizes',
      pngPicture({ ...SQUARE, before: [pngBytes({ width: 300, height: 300 }).slice(8, 33)] }),
    ],
    ['picture-not-readable', 'a header that is not first', asPicture(headerLast(whole))],
    [
      'picture-not-readable',
      'more bits than there are',
      pngPicture({ ...SQUARE, depth: 255, data: new Uint8Array(9) }),
    ],
    ['picture-not-readable', 'another colour type', pngPicture({ ...SQUARE, colour: 5 })],
    ['picture-not-readable', 'a palette picture without a palette', pngPicture({ ...SQUARE, colour: 3 })],
    [
      'picture-not-readable',
      'a colour that the palette lacks',
      pngPicture({ ...SQUARE, colour: 3, before: [PALETTE], data: rows(SQUARE, 8, [9]) }),
    ],
    ['picture-not-readable', 'another file', asPicture(Buffer.from('GIF89a'))],
    ['picture-not-readable', 'no base64', { kind: 'png', content: 'https://example.org/a.png' }],
    ['picture-not-readable', 'nothing', { kind: 'png', content: '' }],
    ['picture-forbidden', 'an animation', pngPicture({ ...SQUARE, before: [pngChunk('acTL', new Uint8Array(8))] })],
    [
      'picture-forbidden',
      'a transparent colour',
      pngPicture({ ...SQUARE, colour: 2, before: [pngChunk('tRNS', new Uint8Array(6))] }),
    ],
    ['picture-too-large', 'more bytes than a document should bear', { kind: 'png', content: 'A'.repeat(1_400_000) }],
  ])('%s: %s', (code, _what, picture) => {
    expect(codeOf(picture)).toBe(code);
  });
});

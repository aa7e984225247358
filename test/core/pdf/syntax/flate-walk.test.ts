import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { flateFault } from '#core/pdf/syntax/flate-walk.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const faultOf = (data: Uint8Array) => flateFault(data, () => undefined);
const random = seededRandom(11);
const octets = (count: number, highest: number) =>
  Uint8Array.from({ length: count }, () => Math.floor(random() * highest));

/** Data of several kinds: random, few letters, one run, repetitions from far away. */
const SAMPLES = [
  new Uint8Array(),
  octets(1, 256),
  octets(70_000, 256),
  octets(70_000, 5),
  new Uint8Array(100_000),
  Buffer.concat([octets(32_768, 256), new Uint8Array(300)]),
  Buffer.concat([octets(30_000, 200), octets(30_000, 3), Buffer.from('text of no weight. '.repeat(500))]),
];

describe('data that zlib writes are sound', () => {
  for (const level of [0, 1, 6, 9]) {
    for (const strategy of [0, 1, 2, 3, 4]) {
      test(`level ${level}, strategy ${strategy}`, () => {
        const faults = SAMPLES.map((sample) => faultOf(deflateSync(sample, { level, strategy })));
        expect(faults).toEqual(SAMPLES.map(() => null));
      });
    }
  }
});

test('with one bit changed anywhere, the data are refused exactly where zlib refuses them', () => {
  const plain = Buffer.from('BT /F1 12 Tf (some text) Tj ET '.repeat(9));
  const genuine = deflateSync(plain);
  for (let at = 0; at < genuine.length * 8; at++) {
    const changed = Uint8Array.from(genuine);
    changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
    expect([at, faultOf(changed) === null]).toEqual([at, isInflatedTo(changed, plain)]);
  }
});

function isInflatedTo(data: Uint8Array, plain: Uint8Array): boolean {
  try {
    return inflateSync(data).equals(plain);
  } catch {
    return false;
  }
}

describe('faults', () => {
  const stored = (...rest: number[]) => Uint8Array.of(0x78, 0x01, 0x01, ...rest);
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'no zlib header'],
    ['another method', Uint8Array.of(0x79, 0x9c, 3, 0), 'no zlib header'],
    ['a wrong header check', Uint8Array.of(0x78, 0x9d, 3, 0), 'a wrong zlib header'],
    ['a preset dictionary', Uint8Array.of(0x78, 0xbb, 0, 0, 0, 0, 3, 0), 'a wrong zlib header'],
    ['NLEN that is no complement', stored(1, 0, 0, 0, 65, 0, 66, 0, 66), 'a stored block whose NLEN is wrong'],
    ['a stored block beyond the end', stored(9, 0, 0xf6, 0xff, 65), 'data that are cut short'],
    ['a block of no type', Uint8Array.of(0x78, 0x9c, 7), 'a block of no type'],
    ['no checksum', stored(1, 0, 0xfe, 0xff, 65, 0, 66), 'data without a checksum'],
    ['another checksum', stored(1, 0, 0xfe, 0xff, 65, 0, 66, 0, 67), 'a wrong checksum'],
    ['more behind it', stored(1, 0, 0xfe, 0xff, 65, 0, 66, 0, 66, 32), 'bytes behind the end of the data'],
    ['no block', Uint8Array.of(0x78, 0x9c), 'data that are cut short'],
  ])('%s', (_, data, fault) => {
    expect(faultOf(data)).toBe(fault);
  });

  test('an end of line behind the data is none', () => {
    expect(faultOf(stored(1, 0, 0xfe, 0xff, 65, 0, 66, 0, 66, 13, 10))).toBeNull();
  });
});

test('every decoded byte is spent, and what spending throws is passed on', () => {
  let spent = 0;
  flateFault(deflateSync(new Uint8Array(200_000)), (bytes) => {
    spent += bytes;
  });
  expect(spent).toBeGreaterThanOrEqual(200_000);
  const refuse = () => {
    throw new RangeError('enough');
  };
  expect(() => flateFault(deflateSync(new Uint8Array(9)), refuse)).toThrow(RangeError);
});

import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { inflateExactly } from '#core/pdf/exact/flate-checks.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const MOST = 1 << 24;
const random = seededRandom(7);
const texts = [0, 1, 10, 1000, 70_000, 300_000].map((length) =>
  Uint8Array.from({ length }, () => Math.floor(random() ** 3 * 256)),
);

test.each([0, 1, 6, 9])('what zlib wrote at level %d comes out as it was', (level) => {
  for (const text of texts) {
    for (const strategy of [0, 2, 3, 4]) {
      const written = deflateSync(text, { level, strategy });
      expect(Buffer.from(inflateExactly(written, MOST)).equals(Buffer.from(text))).toBe(true);
    }
  }
});

describe('no octet may be otherwise', () => {
  const text = new TextEncoder().encode(
    Array.from({ length: 40 }, (_, line) => `${line * line} ${7919 * line} Td (Line ${line}) Tj`).join(' '),
  );
  test.each([0, 6])('level %d', (level) => {
    const written = deflateSync(text, { level });
    const survivors: number[] = [];
    for (let at = 0; at < written.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Uint8Array.from(written);
        changed[at] = (written[at] as number) ^ (1 << bit);
        try {
          inflateExactly(changed, MOST);
          survivors.push(at * 8 + bit);
        } catch (fault) {
          expect(fault).toMatchObject({ code: 'file-malformed' });
        }
      }
    }
    expect(survivors).toEqual([]);
  });

  test.each([
    ['nothing', (): Uint8Array => new Uint8Array()],
    ['a header alone', () => Uint8Array.of(0x78, 0x9c)],
    ['cut short', () => deflateSync(text).subarray(0, -5)],
    ['without checksum', () => deflateSync(text).subarray(0, -4)],
    ['an octet behind it', () => Buffer.concat([deflateSync(text), Buffer.from('\n')])],
    ['a wrong NLEN', () => Uint8Array.of(0x78, 1, 1, 1, 0, 0, 0, 65, 0, 66, 0, 66)],
  ])('%s', (_what, make) => {
    expect(() => inflateExactly(make(), MOST)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
  });

  test('more than is allowed', () => {
    expect(() => inflateExactly(deflateSync(text), text.length - 1)).toThrow(
      expect.objectContaining({ code: 'file-malformed' }),
    );
    expect(inflateExactly(deflateSync(text), text.length)).toHaveLength(text.length);
  });
});

import { expect, test } from '@jest/globals';
import { pdfInstant } from '#core/pdf/document/pdf-date.ts';

test.each([
  ["D:20260105173000+08'00'", '2026-01-05T09:30:00.000Z'],
  ["D:20260105173000+08'00", '2026-01-05T09:30:00.000Z'],
  ['D:20260105093000Z', '2026-01-05T09:30:00.000Z'],
  ["D:20260105093000Z00'00'", '2026-01-05T09:30:00.000Z'],
  ['D:20260105093000', '2026-01-05T09:30:00.000Z'],
  ['D:2026', '2026-01-01T00:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(pdfInstant(text)).toBe(instant);
});

test.each(['', '2026-01-05', 'D:20261305093000Z', 'D:20260105093000+99', 'D:20260105093000Zx\u0000y\n'])(
  '%j is no date',
  (text) => {
    expect(pdfInstant(text)).toBeNull();
  },
);

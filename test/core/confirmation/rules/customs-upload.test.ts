import { expect, test } from '@jest/globals';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import {
  CUSTOMS_UPLOAD,
  customsFaults,
  pdfVersion,
  type UploadedFile,
} from '#core/confirmation/rules/customs-upload.ts';
import { pdfFileName } from '../../../../server/app/confirmations/pdf-file-name.ts';

const FITTING: UploadedFile = { version: 1.7, bytes: 165_000, pages: 2, name: 'ASC-XHM-2026-0000001W.pdf' };

test.each<[string, Partial<UploadedFile>, readonly string[]]>([
  ['as we make them', {}, []],
  ['at every limit', { version: 1.4, bytes: 4_000_000, pages: 10, name: 'x'.repeat(64) }, []],
  ['an old version', { version: 1.3 }, ['customs-version']],
  ['no version', { version: null }, ['customs-version']],
  ['a large file', { bytes: 4_000_001, pages: 11 }, ['customs-file-too-large']],
  ['large pages', { bytes: 800_001 }, ['customs-pages-too-large']],
  ['no pages at all', { pages: 0 }, ['customs-pages-too-large']],
  ['a long name', { name: `${'车'.repeat(61)}.pdf` }, ['customs-file-name-too-long']],
  [
    'everything at once',
    { version: 1.3, bytes: 9_000_000, name: 'x'.repeat(65) },
    ['customs-version', 'customs-file-too-large', 'customs-pages-too-large', 'customs-file-name-too-long'],
  ],
])('%s', (_name, change, codes) => {
  expect(customsFaults({ ...FITTING, ...change }).map(({ code }) => code)).toEqual(codes);
});

test('the version stands in the header', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(pdfVersion(bytes('%PDF-1.7\n%'))).toBe(1.7);
  expect([pdfVersion(bytes('')), pdfVersion(bytes('PK\u0003\u0004'))]).toEqual([null, null]);
});

test('the longest number there can be makes a name that customs take', () => {
  const number = formatConfirmationNumber({ makerCode: 'W'.repeat(12), year: 9999, sequence: 9_999_999 });
  for (const copy of ['original', 'archive'] as const)
    expect(pdfFileName(number, copy).length).toBeLessThanOrEqual(CUSTOMS_UPLOAD.maxNameLength);
});

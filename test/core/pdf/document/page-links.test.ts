import { expect, test } from '@jest/globals';
import { linkAddress, readPageLinks } from '#core/pdf/document/page-links.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { PdfWriter } from '../../../support/pdf-writer.ts';

const ACTION = '/A<</Type/Action/S/URI/URI(https://a.example)>>';
const REST = '/StructParent 1/Contents(Check)';
const HEAD = '<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Border[0 0 0]/F 4';
const LINK = `${HEAD}${ACTION}${REST}>>`;

/** What is read of a page with these annotations. */
function read(...annotations: readonly string[]) {
  const pdf = new PdfWriter()
    .object(1, '<</Type/Catalog/Pages 2 0 R>>')
    .object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>')
    .object(3, `<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[${annotations.join(' ')}]>>`)
    .table()
    .bytes();
  return readPageLinks(openPdf(pdf));
}

test('no annotations, and widgets', () => {
  expect(read()).toEqual({ addresses: [], other: null });
  expect(read('<</Type/Annot/Subtype/Widget>>')).toEqual({ addresses: [], other: null });
});

test('links as they are written, each address once', () => {
  const other = LINK.replace('a.example', 'b.example');
  expect(read(LINK, LINK, other)).toEqual({ addresses: ['https://a.example', 'https://b.example'], other: null });
});

test.each([
  ['another action after it', LINK.replace('/URI(', '/Next<<>>/URI(')],
  ['another action', LINK.replace('/S/URI', '/S/Launch')],
  ['a target within the file', `${HEAD}/Dest[3 0 R/Fit]${REST}>>`],
  ['a look of its own', LINK.replace('/F 4', '/F 4/AP<<>>')],
  ['entries in another order', `${HEAD}${REST}${ACTION}>>`],
  ['an address that is no string', LINK.replace('(https://a.example)', '/https')],
])('a link with %s is none of ours', (_, link) => {
  expect(read(LINK, link)).toEqual({ addresses: ['https://a.example'], other: 'Link' });
});

test('other annotations, and what is none', () => {
  expect(read('<</Type/Annot/Subtype/Text>>').other).toBe('Text');
  expect(read('<</Type/Annot>>').other).toBe('?');
  expect(read('7').other).toBe('?');
});

test.each([
  ['https://a.example/?number=A-1', 'https://a.example/?number=A-1'],
  ['https://核验.example/核', /^https:\/\/xn--[a-z0-9]+\.example\/%E6%A0%B8$/],
  ['no 地址', 'no 地址'],
])('the link to %s', (printed, link) => {
  if (typeof link === 'string') expect(linkAddress(printed)).toBe(link);
  else expect(linkAddress(printed)).toMatch(link);
});

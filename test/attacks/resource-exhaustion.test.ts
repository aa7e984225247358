import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { concat } from '../support/attack.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';

/** Files made to exhaust the reader: each ends in a verdict, and the service goes on. */

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall({ readingTimeMs: 20_000 });
});
afterAll(() => install.dispose());

async function judge(pdf: Uint8Array) {
  const result = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}

/** A PDF of one revision with these objects; object 1 is the catalog. */
function pdfOf(objects: readonly (Uint8Array | string)[], trailer = ''): Uint8Array {
  let body = concat('%PDF-1.7\n');
  const offsets = objects.map((object, index) => {
    const at = body.length;
    body = concat(body, `${index + 1} 0 obj\n`, object, '\nendobj\n');
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer}>>\n`;
  return concat(body, table, `startxref\n${body.length}\n%%EOF\n`);
}

function stream(dictionary: string, data: Uint8Array): Uint8Array {
  return concat(`<< ${dictionary} /Length ${data.length} >>\nstream\n`, data, '\nendstream');
}

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const PAGES = '<< /Type /Pages /Kids [] /Count 0 >>';

test.each<[string, () => Uint8Array]>([
  ['arrays nested 100,000 deep', () => pdfOf([CATALOG, PAGES, '['.repeat(100_000) + ']'.repeat(100_000)])],
  ['dictionaries nested 50,000 deep', () => pdfOf([CATALOG, PAGES, '<</a'.repeat(50_000) + '>>'.repeat(50_000)])],
  ['a page tree that is its own child', () => pdfOf([CATALOG, '<< /Type /Pages /Kids [2 0 R] /Count 1 >>'])],
  ['an endless chain of references', () => pdfOf(['3 0 R', PAGES, '1 0 R'])],
  ['a table that is its own predecessor', () => pdfOf([CATALOG, PAGES], '/Prev 100 ')],
  [
    'a table of a billion entries',
    () => concat('%PDF-1.7\nxref\n0 1000000000\ntrailer\n<< /Size 1000000000 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n'),
  ],
  [
    'a compressed object stream that grows a thousandfold',
    () =>
      pdfOf([
        '<< /Type /Catalog /Pages 2 0 R /AF [3 0 R] >>',
        PAGES,
        stream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', deflateSync(Buffer.alloc(300_000_000, 0x20))),
      ]),
  ],
  ['20 MB of opening brackets', () => pdfOf([CATALOG, PAGES, '['.repeat(19_000_000)])],
  ['20 MB of comments', () => concat('%PDF-1.7\n', '%\n'.repeat(9_500_000))],
  ['2 MB of "obj"', () => concat('%PDF-1.7\n', '1 0 obj '.repeat(250_000))],
  ['10 MB of startxref', () => concat('%PDF-1.7\n', 'startxref\n0\n%%EOF\n'.repeat(500_000))],
])('%s', async (_name, make) => {
  const verdict = await judge(make());
  expect(['not-valid', 'undecided']).toContain(verdict.verdict);
  expect(verdict.confirmation).toBeNull();
});

test('after all of them, a genuine document is valid', async () => {
  expect((await judge(install.sample('valid').pdf)).verdict).toBe('valid');
});

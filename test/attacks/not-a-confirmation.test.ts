import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { insideHeadline } from '../../server/app/verification/describe-verdict.ts';
import { attackBench, expectRefused } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { WORDS } from '../support/pages-app.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { BODIES } from '../support/signed-document.ts';
import { hasTool } from '../support/tools.ts';

/** Scans, pictures, empty files, encrypted ones: each a verdict with a sentence of its own, never an error. */
const bench = attackBench();
const documents = foreignDocuments();

test.each([
  ['an empty file', ''],
  ['a text', 'We confirm everything.'],
  ['a picture', '\x89PNG\r\n\x1a\n'],
  ['a header alone', '%PDF-1.7\n'],
  ['HTML', '<html><body>售后维修服务确认书</body></html>'],
])('%s is not a PDF that can be read', async (_name, text) => {
  const verdict = await bench.judge(new Uint8Array(Buffer.from(text, 'latin1')));
  expect(verdict.verdict).toBe('not-valid');
  // Not even that it is not a confirmation: a file that is no PDF has no signature either.
  expect(verdict.headline).toBe(text.startsWith('%PDF-') ? 'not-valid-not-a-confirmation' : 'not-valid-unsigned');
});

test.each(['lower', 'upper'])(
  'a document of somebody else, signed and unchanged, its signature in %s-case digits',
  async (digits) => {
    const text = documents
      .signed(null)
      .replace(/<[0-9a-f]{200,}>/, (contents) => (digits === 'lower' ? contents : contents.toUpperCase()));
    const verdict = await bench.judge(latin1Bytes(text));
    expectRefused(verdict, 'signer-unknown');
    expect(verdict.headline).toBe('not-valid-not-a-confirmation');
  },
);

test('a document of somebody else, filled in after signing', async () => {
  const filled = documents.updated(null, { objects: [[7, `<<${BODIES.text}/V(New)>>`]] });
  const verdict = await bench.judge(latin1Bytes(filled));
  expectRefused(verdict, 'bytes-after-signature');
  expect(verdict).toMatchObject({ headline: 'not-valid-not-a-confirmation' });
  expect(insideHeadline(verdict, WORDS.en)).toBeNull();
});

test('a scan: pages with a picture and no signature', async () => {
  const document = await PDFDocument.create();
  document.addPage().drawText('After-sales Maintenance Service Confirmation');
  expectRefused(await bench.judge(await document.save()), 'file-unsigned');
});

test('the pages of a genuine one, printed anew without its signature', async () => {
  const source = await PDFDocument.load(bench.genuine);
  const copy = await PDFDocument.create();
  for (const page of await copy.copyPages(source, source.getPageIndices())) copy.addPage(page);
  expectRefused(await bench.judge(await copy.save()), 'file-unsigned');
});

const qpdf = hasTool('qpdf', 'encrypted files are not tried');
(qpdf ? test : test.skip)('an encrypted copy', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-encrypted-'));
  try {
    const [input, output] = [path.join(folder, 'in.pdf'), path.join(folder, 'out.pdf')];
    writeFileSync(input, bench.genuine);
    execFileSync('qpdf', ['--encrypt', '', 'owner', '256', '--', input, output]);
    expectRefused(await bench.judge(new Uint8Array(readFileSync(output))), 'file-encrypted');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

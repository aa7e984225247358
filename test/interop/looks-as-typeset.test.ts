import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { makeDocument } from '../../server/sealing/make-document.ts';
import { typesetConfirmation } from '../../server/sealing/typeset/typeset-confirmation.ts';
import { hasTool } from '../support/tools.ts';
import { inLanguages, manyVehicles, SAMPLE, SAMPLE_SEAL } from '../support/typeset-content.ts';

/** The pages are written more plainly before they are sealed (`server/sealing/seal-field/flatten-text-runs.ts`): nobody may see it. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-looks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every pixel of every page, without the seal, as poppler paints them. */
function painted(pdf: Uint8Array): Buffer {
  const file = path.join(folder, 'document.pdf');
  writeFileSync(file, pdf);
  const run = spawnSync('pdftoppm', ['-r', '120', '-hide-annotations', file], { maxBuffer: 1e9 });
  expect([run.status, run.stderr.toString()]).toEqual([0, '']);
  return run.stdout;
}

const pdftoppm = hasTool('pdftoppm', 'whether flattened pages look the same is not asked') ? test : test.skip;

pdftoppm.each([
  ['1 vehicle', manyVehicles(1)],
  ['60 vehicles', manyVehicles(60)],
  ['three languages', inLanguages(manyVehicles(3), DOCUMENT_LANGUAGES)],
  ['no TEST document', { ...SAMPLE, test: false }],
  ['Arabic', { ...SAMPLE, exporter: { ...SAMPLE.exporter, name: 'شركة الاختبار 15 المحدودة' } }],
])('%s: pixel by pixel', async (_, content) => {
  const { pdf } = await makeDocument({ content, seal: { ...SAMPLE_SEAL, test: content.test }, signatureBytes: 3000 });
  const before = typesetConfirmation(content).pdf;
  expect(pdf.length).not.toBe(before.length);
  expect(painted(pdf).equals(painted(before))).toBe(true);
});

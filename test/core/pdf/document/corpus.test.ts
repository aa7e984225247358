import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type PdfFacts, readPdfFacts } from '#core/pdf/document/read-signed-document.ts';

/** Signed PDFs that others wrote, with what is known of each; never part of this project. */
const CORPUS = process.env.VINSEAL_CORPUS ?? '../shared/corpus';
const FILES = join(CORPUS, 'files');
const CODES = ['not-a-pdf', 'file-malformed', 'file-encrypted', 'limit-exceeded'];

type Outcome = { readonly facts: PdfFacts } | { readonly code: string };
type Row = { readonly file: string; readonly category: string; readonly intact: string; readonly changes: string };

function read(path: string): Outcome {
  try {
    return { facts: readPdfFacts(new Uint8Array(readFileSync(path))) };
  } catch (error) {
    if (error instanceof Error && error.name === 'PdfReadError' && 'code' in error) return { code: String(error.code) };
    throw error;
  }
}

function labels(): readonly Row[] {
  const lines = readFileSync(join(CORPUS, 'labels.csv'), 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [file = '', category = '', intact = '', changes = ''] = line.split(',');
    return { file, category, intact, changes };
  });
}

/** A file whose every byte the reader explains and whose signatures all cover a revision. */
function isPlain(outcome: Outcome): boolean {
  if ('code' in outcome || outcome.facts.findings.length > 0) return false;
  return outcome.facts.signatures.every((signature) => signature.coverage !== 'unclear');
}

const present = existsSync(join(CORPUS, 'labels.csv')) && existsSync(FILES);
if (!present) console.warn(`skipped: no corpus of signed PDFs in ${CORPUS} (set VINSEAL_CORPUS)`);

(present ? describe : describe.skip)('the corpus of signed PDFs', () => {
  test('every file is read, or refused with a code', () => {
    const files = readdirSync(FILES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.pdf'));
    const outcomes = files.map((file) => read(join(FILES, file)));
    for (const outcome of outcomes) if ('code' in outcome) expect(CODES).toContain(outcome.code);
    expect(files.length).toBeGreaterThan(0);
  });

  test('nine valid files in ten are read without a finding; the others are named', () => {
    const valid = labels().filter(({ category }) => ['valid', 'lt-lta', 'pss-ecdsa-other-alg'].includes(category));
    const outcomes = valid.map(({ file }) => ({ file, outcome: read(join(FILES, file)) }));
    const exceptions = outcomes.filter(({ outcome }) => !isPlain(outcome));
    for (const { file, outcome } of exceptions) {
      const why = 'code' in outcome ? outcome.code : outcome.facts.remarks.join('; ');
      console.warn(`not plain: ${file}: ${why}`);
    }
    expect(exceptions.length).toBeLessThanOrEqual(valid.length / 10);
  });

  test('no byte-range attack covers the entire file without a finding', () => {
    const attacks = labels().filter(({ category }) => category === 'byterange-attack');
    const fooled = attacks.filter(({ file }) => {
      const outcome = read(join(FILES, file));
      if (!isPlain(outcome) || 'code' in outcome) return false;
      return outcome.facts.signatures.some((signature) => signature.coverage === 'entire-file');
    });
    expect(fooled.map(({ file }) => file)).toEqual([]);
  });
});

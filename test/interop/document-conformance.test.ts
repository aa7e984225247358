/** What other people's tools say of our sealed documents: qpdf, poppler's pdfsig and veraPDF, each where it is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import type { SealFace, SealPicture } from '../../server/model/seals/seal.ts';
import { makeDocument } from '../../server/sealing/make-document.ts';
import { cleanPicture } from '../../server/sealing/pictures/clean-picture.ts';
import { sealDocument, testPki } from '../support/pki.ts';
import { pngPicture, SEAL_SVG } from '../support/seal-pictures.ts';
import { inLanguages, manyVehicles, SAMPLE, SAMPLE_SEAL } from '../support/typeset-content.ts';

const VALIDATOR = join(import.meta.dirname, 'verapdf/Validate.java');
/** Folder with the jars of test/interop/verapdf/pom.xml. */
const VERAPDF_LIB = process.env.VERAPDF_LIB ?? '';
const DRAWN = SAMPLE_SEAL;
const DOCUMENTS = {
  one: { content: SAMPLE, seal: DRAWN },
  forty: { content: manyVehicles(40), seal: DRAWN },
  'three languages': { content: inLanguages(manyVehicles(6), DOCUMENT_LANGUAGES), seal: DRAWN },
  thousand: { content: manyVehicles(1000), seal: DRAWN },
  'with an SVG as seal': { content: SAMPLE, seal: pictured({ kind: 'svg', content: SEAL_SVG }) },
  'with a PNG as seal': { content: SAMPLE, seal: pictured(pngPicture({ width: 600, height: 600 })) },
};
const NAMES = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[];

const folder = mkdtempSync(join(tmpdir(), 'vinseal-documents-'));
const file = (name: string) => join(folder, `${name}.pdf`);

beforeAll(async () => {
  const pki = await testPki();
  for (const name of NAMES) {
    const proofs = { certificates: [pki.root.der], crls: [pki.crl], ocsps: [] };
    const unsealed = await makeDocument({ ...DOCUMENTS[name], signatureBytes: 8000, proofs });
    const [, from, to] = unsealed.byteRange;
    const signed = new Uint8Array([...unsealed.pdf.subarray(0, from), ...unsealed.pdf.subarray(to)]);
    writeFileSync(file(name), embedSignature(unsealed, await sealDocument(signed, pki.rsa, [pki.root])));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The seal as its cleaned picture. */
function pictured(picture: SealPicture): SealFace {
  const cleaned = cleanPicture(picture);
  if (cleaned.kind !== 'cleaned') throw new Error(cleaned.code);
  return { ...DRAWN, picture: cleaned.picture };
}

/** The describe of a tool, skipped aloud where it is absent. */
function withTool(tool: string, present: boolean): typeof describe | typeof describe.skip {
  if (present) return describe;
  console.warn(`SKIPPED: test/interop/document-conformance needs ${tool}, which this machine lacks`);
  return describe.skip;
}

const runs = (command: string, ...args: readonly string[]) => spawnSync(command, args).error === undefined;

withTool('qpdf', runs('qpdf', '--version'))('qpdf', () => {
  test.each(NAMES)('finds no fault in the structure: %s', (name) => {
    const result = spawnSync('qpdf', ['--check', file(name)]);
    expect([result.status, String(result.stderr)]).toEqual([0, '']);
  });
});

withTool('pdfsig (poppler)', runs('pdfsig', '-v'))('pdfsig', () => {
  test.each(NAMES)('sees one valid signature over the total document: %s', (name) => {
    const answer = String(spawnSync('pdfsig', ['-nocert', file(name)]).stdout);
    expect(answer.match(/Signature #\d/g)).toEqual(['Signature #1']);
    expect(answer).toContain('ETSI.CAdES.detached');
    expect(answer).toContain('Total document signed');
    expect(answer).toContain('Signature is Valid.');
  });
});

withTool('java and the jars of veraPDF in VERAPDF_LIB', VERAPDF_LIB !== '' && runs('java', '-version'))(
  'veraPDF',
  () => {
    test('passes every document as PDF/A-3a and PDF/UA-1', () => {
      const result = spawnSync('java', ['-cp', join(VERAPDF_LIB, '*'), VALIDATOR, ...NAMES.map(file)]);
      const lines = String(result.stdout).trim().split('\n');
      expect(lines).toEqual(NAMES.flatMap((name) => ['3a', 'ua1'].map((flavour) => `${file(name)} ${flavour} pass`)));
    });
  },
);

import { beforeAll, describe, expect, test } from '@jest/globals';
import { PDFDict, PDFDocument, PDFName, type PDFObject, PDFRawStream } from 'pdf-lib';
import { NO_PROOFS, type UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { flate } from '../../../server/sealing/flate.ts';
import { placeSealField, type SealField } from '../../../server/sealing/seal-field/place-seal-field.ts';
import { drawSeal } from '../../../server/sealing/typeset/draw-seal.ts';
import { type TypesetDocument, typesetConfirmation } from '../../../server/sealing/typeset/typeset-confirmation.ts';
import { manyVehicles, SAMPLE_SEAL } from '../../support/typeset-content.ts';

let typeset: TypesetDocument;
let field: SealField;
let unsealed: UnsealedDocument;
let text: string;
let document: PDFDocument;

const name = (word: string) => PDFName.of(word);
const at = (dict: PDFObject | undefined, ...keys: readonly string[]): PDFObject | undefined =>
  keys.reduce<PDFObject | undefined>(
    (value, key) => (value instanceof PDFDict ? value.lookup(name(key)) : undefined),
    dict,
  );

beforeAll(async () => {
  typeset = typesetConfirmation(manyVehicles(30));
  field = {
    ...typeset.seal,
    seal: drawSeal(SAMPLE_SEAL),
    signatureBytes: 4000,
    proofs: NO_PROOFS,
    signedAt: new Date('2026-02-03T02:15:00Z'),
    name: '星河测试汽车制造有限公司',
    reason: 'TEST',
    contactInfo: null,
    altText: '电子印章 Electronic seal',
    link: { rect: typeset.link, address: 'https://verify.example/(1)', altText: 'Check at https://verify.example/(1)' },
  };
  unsealed = await placeSealField(typeset.pdf, field, flate);
  text = new TextDecoder('latin1').decode(unsealed.pdf);
  document = await PDFDocument.load(unsealed.pdf);
});

describe('placeSealField', () => {
  test('writes one revision in which nothing is defined twice and nothing follows', () => {
    expect(text.match(/startxref/g)).toHaveLength(1);
    expect(text).toMatch(/\nstartxref\n\d+\n%%EOF\n$/);
    expect(text.slice(text.lastIndexOf('trailer'))).not.toContain('/Prev');
    const heads = (text.match(/(?<=\n)\d+ 0 obj(?=\n)/g) ?? []).map((head) => head.trim());
    expect(new Set(heads).size).toBe(heads.length);
    expect(text).toContain(`/Size ${heads.length + 1}\n`);
  });

  test('the strict reader finds one certified field over the whole file, and nothing to remark', () => {
    const facts = readPdfFacts(unsealed.pdf);
    expect(facts.remarks).toEqual([]);
    expect(facts.revisions).toBe(1);
    expect(facts.signatures).toMatchObject([
      { name: 'Seal', subFilter: 'ETSI.CAdES.detached', coverage: 'entire-file', bytesAfter: 0 },
    ]);
  });

  test('puts the proofs under the signature as they are, and nothing where there are none', async () => {
    const proofs = {
      certificates: [Uint8Array.of(0x30, 1, 0), Uint8Array.of(0x30, 2, 10, 13)],
      crls: [new TextEncoder().encode('endstream endobj %%EOF')],
      ocsps: [],
    };
    const made = await placeSealField(typeset.pdf, { ...field, proofs }, flate);
    expect(readSecurityStore(openPdf(made.pdf))).toEqual([{ revision: 0, ...proofs }]);
    expect(readPdfFacts(made.pdf)).toMatchObject({ remarks: [], findings: [], revisions: 1 });
    expect(readSecurityStore(openPdf(unsealed.pdf))).toEqual([]);
    expect(text).not.toContain('/DSS');
  });

  test('reserves exactly the room asked for and digests all the rest', async () => {
    const [start, from, to, rest] = unsealed.byteRange;
    expect([start, to + rest]).toEqual([0, unsealed.pdf.length]);
    expect(text.slice(from, to)).toBe(`<${'0'.repeat(8000)}>`);
    const numbers = /\/ByteRange \[(\d+) +(\d+) +(\d+) +(\d+) *\]/.exec(text)?.slice(1).map(Number);
    expect(numbers).toEqual([...unsealed.byteRange]);
    const signed = new Uint8Array([...unsealed.pdf.subarray(0, from), ...unsealed.pdf.subarray(to)]);
    expect(unsealed.digest).toEqual(new Uint8Array(await crypto.subtle.digest('SHA-256', signed)));
  });

  test('certifies against every change (ISO 32000-2 12.8.2.2)', () => {
    const signature = at(document.catalog, 'Perms', 'DocMDP');
    expect(at(signature, 'SubFilter')).toBe(name('ETSI.CAdES.detached'));
    expect(at(signature, 'Filter')).toBe(name('Adobe.PPKLite'));
    expect(String(at(signature, 'M'))).toBe('(D:20260203021500Z)');
    expect(String(at(signature, 'Reference'))).toMatch(/\/DocMDP[\s\S]*\/P 1\b[\s\S]*\/V \/1\.2/);
    expect(String(at(document.catalog, 'AcroForm', 'SigFlags'))).toBe('3');
  });

  test('the widget shows the seal in its place, is tagged and has words', () => {
    const page = document.getPages()[typeset.seal.page];
    const widget = page?.node.Annots()?.lookup(0, PDFDict);
    expect(String(at(widget, 'Rect'))).toBe(
      `[ ${field.rect.map((value) => Math.round(value * 1000) / 1000).join(' ')} ]`,
    );
    expect(String(at(widget, 'F'))).toBe('132');
    expect(at(widget, 'AP', 'N')).toBeInstanceOf(PDFRawStream);
    expect(page?.node.get(name('Tabs'))).toBe(name('S'));
    const key = Number(String(at(widget, 'StructParent')));
    const nums = String(at(document.catalog, 'StructTreeRoot', 'ParentTree', 'Nums'));
    expect(nums).toMatch(new RegExp(`\\s${key} (\\d+) 0 R \\]$`));
    expect(String(at(document.catalog, 'StructTreeRoot', 'ParentTreeNextKey'))).toBe(String(key + 1));
  });

  test('claims PDF/UA beside PDF/A and shows the title', () => {
    const metadata = at(document.catalog, 'Metadata');
    const xmp = metadata instanceof PDFRawStream ? new TextDecoder().decode(metadata.contents) : '';
    for (const claim of ['<pdfuaid:part>1<', '<pdfaid:part>3<', '<pdfaid:conformance>A<']) expect(xmp).toContain(claim);
    expect(String(at(document.catalog, 'ViewerPreferences', 'DisplayDocTitle'))).toBe('true');
  });

  test('the same arguments give the same bytes; another time changes only /M', async () => {
    const pieces = await placeSealField(typeset.pdf.slice(), { ...field, seal: field.seal.slice() }, flate);
    expect(pieces).toEqual(unsealed);
    const later = await placeSealField(typeset.pdf, { ...field, signedAt: new Date('2027-01-01T00:00:00Z') }, flate);
    const differing = later.pdf.reduce((count, byte, index) => count + (byte === unsealed.pdf[index] ? 0 : 1), 0);
    expect(later.pdf.length).toBe(unsealed.pdf.length);
    expect(differing).toBeLessThanOrEqual(14);
  });

  test('the typesetter still writes its runs of text in the form that is flattened', async () => {
    const states = async (pdf: Uint8Array) => {
      const content = (await PDFDocument.load(pdf)).getPage(0).node.Contents();
      if (!(content instanceof PDFRawStream)) throw new Error('no content');
      return new TextDecoder().decode(flate.inflate(content.contents, 1e7)).match(/^q$/gm)?.length ?? 0;
    };
    expect(await states(typeset.pdf)).toBeGreaterThan(200);
    expect(await states(unsealed.pdf)).toBeLessThan((await states(typeset.pdf)) / 3);
  });

  test('text in its strings cannot leave them', async () => {
    const hostile = ') /Contents <00> (\\ >> endobj';
    const words = { name: hostile, reason: hostile, contactInfo: hostile, altText: hostile };
    const made = await placeSealField(typeset.pdf, { ...field, ...words }, flate);
    expect(readPdfFacts(made.pdf)).toMatchObject({ remarks: [], signatures: [{ coverage: 'entire-file' }] });
  });

  test.each([
    ['a page that is not there', 'no page 99', (pdf: Uint8Array) => placeSealField(pdf, { ...field, page: 99 }, flate)],
    [
      'a file that has its field already',
      'the page has annotations of its own',
      () => placeSealField(unsealed.pdf, field, flate),
    ],
    [
      'bytes after the end',
      'not one classic cross-reference table',
      (pdf: Uint8Array) => placeSealField(new Uint8Array([...pdf, 65, 65]), field, flate),
    ],
    [
      'half a file',
      'not one classic cross-reference table',
      (pdf: Uint8Array) => placeSealField(pdf.subarray(0, pdf.length / 2), field, flate),
    ],
    [
      'a seal of several pages',
      'the seal is one page',
      (pdf: Uint8Array) => placeSealField(pdf, { ...field, seal: typeset.pdf }, flate),
    ],
  ])('refuses %s', async (_, fault, attempt) => {
    await expect(attempt(typeset.pdf)).rejects.toThrow(fault);
  });
});

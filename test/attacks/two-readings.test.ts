import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { zlibSync } from 'fflate';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { attackBench, concat, expectClean, expectForeignCaught, expectRefused } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { fillByteRange, latin1Bytes, latin1Text, PdfWriter, signatureDict, tableLine } from '../support/pdf-writer.ts';
import { testPki } from '../support/pki.ts';
import { ROOM, signPdf } from '../support/sign-pdf.ts';
import { BODIES, streamText } from '../support/signed-document.ts';

/**
 * One revision with two readings, made before it was signed: nothing is added afterwards, and every digest is right. Readers
 * that lose their way in the file, or that stop where others go on, show another document under the same signature.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const FORGED = streamText('', 'BT /F1 12 Tf 20 150 Td (Forged text) Tj ET');
/** A stream with an indirect /Length, which nobody can follow who has lost the table. */
const waiting = (header: string) => {
  const data = `x\nendstream\nendobj\n${header}\n${FORGED}\nendobj\n`;
  return { 30: `<</Length 31 0 R>>\nstream\n${data}\nendstream`, 31: String(data.length) };
};

describe('an object that waits in the signed revision', () => {
  test.each(['6 0 obj', '6\0%c\n0\0%c\nobj', '6 %c\n0 obj', '6. 0. obj', '6%c\r0 %c\robj', '06 00 obj'])(
    '%j',
    async (header) => {
      for (const docMdp of [1, null] as const)
        await expectForeignCaught(bench, foreign.signed(docMdp, { bodies: waiting(header) }), 'hidden-object');
    },
  );

  test('in a text of the document', async () => {
    const title = `<</Title(\nendobj\n6 0 obj\n${FORGED.replace(/[()]/g, '\\$&')}\nendobj\n)>>`;
    await expectForeignCaught(bench, foreign.signed(1, { bodies: { 10: title } }), 'hidden-object');
  });

  test('with a trailer that leads to another catalog', async () => {
    const stream = streamText('', 'x\nendstream\nendobj\ntrailer %c\n<</Root 40 0 R>>\n');
    const bodies = { 30: stream, 40: `<<${BODIES.catalog}>>` };
    await expectForeignCaught(bench, foreign.signed(1, { bodies }), 'hidden-object');
  });
});

describe('compressed data that readers decode in two ways', () => {
  const stored = zlibSync(latin1Bytes('BT /F1 12 Tf 20 150 Td (Signed text) Tj ET'), { level: 0 });
  const content = (data: Uint8Array) => ({ 6: streamText('/Filter/FlateDecode', latin1Text(data)) });

  test('as it was, it is clean', async () => {
    await expectClean(foreign.signed(1, { bodies: content(stored) }));
  });

  test.each<[string, Uint8Array]>([
    ['a stored block with another NLEN', stored.with(6, 0x12)],
    ['another checksum', stored.with(-1, 0x12)],
    ['more behind the end', concat(stored, stored)],
  ])('%s', async (_, data) => {
    await expectForeignCaught(bench, foreign.signed(1, { bodies: content(data) }), 'compressed-data-wrong');
  });
});

test('an object 0 that is in use', async () => {
  const bodies = { 3: `<<${BODIES.page.replace('6 0 R', '0 0 R')}/Annots[${BODIES.annots}]>>` };
  const text = foreign.updated(null, { objects: [[0, FORGED]] }, { bodies });
  await expectForeignCaught(bench, text, 'xref-broken');
});

describe('our own document, with an update', () => {
  /** An update of our own document by a table in which something is replaced. */
  const updated = (from: string, to: string) => {
    const text = latin1Text(bench.genuine);
    const [, prev = ''] = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text) ?? [];
    const [, root = ''] = /\/Root (\d+) 0 R/.exec(text.slice(text.lastIndexOf('trailer'))) ?? [];
    const [, size = ''] = /\/Size (\d+)/.exec(text.slice(text.lastIndexOf('trailer'))) ?? [];
    const number = Number(size);
    const dict = `/Type/XRef/W[1 1 1]/Index[0 0]/Size ${number + 1}`;
    const stream = `${number} 0 obj\n${streamText(dict, '')}\nendobj\n`.replace(from, to);
    const table = `xref\n0 0\ntrailer\n<</Size ${number + 1}/Root ${root} 0 R/Prev ${prev}/XRefStm ${text.length}>>\n`;
    const tail = `${table.replace(from, to)}startxref\n${text.length + stream.length}\n%%EOF\n`;
    return latin1Bytes(text + stream + tail);
  };

  test('that is nothing but well-formed has no finding', () => {
    expect(readPdfFacts(updated('', '')).remarks).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['/XRefStm without /Size', '/Index[0 0]/Size', '/Index[0 0]/Sise'],
    ['/XRefStm with a /Prev', '/Index[0 0]/Size', '/Index[0 0]/Prev -1/Size'],
    ['a subsection without end of line', 'xref\n0 0\n', 'xref\n0 0 '],
    ['a subsection with two ends of line', 'xref\n0 0\n', 'xref\n0 0\n\n'],
  ])('%s', async (_, from, to) => {
    expectRefused(await bench.judgeWithoutRegistry(updated(from, to)), 'file-ambiguous');
  });
});

/** Nobody takes an object away: PDFium shows one that was freed, and Poppler rebuilds the table for it. */
describe('an object of an older revision that the signed one names', () => {
  const content = (text: string) => streamText('', `BT /F1 12 Tf 20 150 Td (${text}) Tj ET`);
  const signedAfter = async (contents: string, last: (offset: number) => Parameters<PdfWriter['table']>[0]) => {
    const writer = new PdfWriter().object(1, '<</Type/Catalog/Pages 2 0 R>>');
    writer.object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>').object(6, content('first')).object(7, content('other'));
    writer.object(3, `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents[${contents}]>>`);
    const offset = writer.offsetOf(6);
    writer.table().object(6, content('second')).table();
    writer.object(1, '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>');
    writer.object(4, '<</FT/Sig/Type/Annot/Subtype/Widget/T(Seal)/V 5 0 R/Rect[0 0 0 0]/P 3 0 R>>');
    writer.object(5, signatureDict({ contents: ROOM })).table(last(offset));
    return signPdf(fillByteRange(writer.text), (await testPki()).ec);
  };

  test('as the newest revision has it, it is clean', async () => {
    await expectClean(await signedAfter('6 0 R', () => ({})));
    await expectClean(await signedAfter('6 0 R', () => ({ freed: [7] })));
  });

  test('freed', async () => {
    const pdf = await signedAfter('6 0 R 7 0 R', () => ({ freed: [7] }));
    await expectForeignCaught(bench, pdf, 'object-mismatch');
  });

  test('taken up again, although a newer one lies in the file', async () => {
    const pdf = await signedAfter('6 0 R', (offset) => ({ lines: { 6: tableLine(offset) } }));
    await expectForeignCaught(bench, pdf, 'xref-broken');
  });
});

/** Forged files that were found by others; never part of this project. */
const FINDINGS = path.join(process.env.VINSEAL_FINDINGS ?? '../shared/findings', 'attacks');
const AMBIGUOUS = /^(A1|A6|B20|B29|C01)-.*\.pdf$/;
const found = existsSync(FINDINGS) ? readdirSync(FINDINGS).filter((name) => AMBIGUOUS.test(name)) : [];
if (found.length === 0) console.warn(`SKIPPED: no findings in ${FINDINGS} (set VINSEAL_FINDINGS)`);

(found.length > 0 ? describe : describe.skip)('files that were found', () => {
  test.each(found.length > 0 ? found : ['none'])('%s is ambiguous by itself', (name) => {
    const bytes = new Uint8Array(readFileSync(path.join(FINDINGS, name)));
    expect(readPdfFacts(bytes).findings.length).toBeGreaterThan(0);
  });
});

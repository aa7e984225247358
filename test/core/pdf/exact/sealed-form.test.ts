import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { printFile } from '#core/pdf/exact/print-file.ts';
import { hasComment, prohibition } from '#core/pdf/exact/prohibitions.ts';
import { sealedForm } from '#core/pdf/exact/sealed-form.ts';
import { sealedPart } from '#core/pdf/exact/sealed-part.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { documentForms } from '../../../support/document-forms.ts';
import { latin1Bytes, latin1Text, PdfWriter, sealedPdf } from '../../../support/pdf-writer.ts';
import { streamText } from '../../../support/signed-document.ts';

const [first, second] = documentForms();
if (first === undefined || second === undefined) throw new Error('two forms');

const HEADER = '%PDF-1.7\n%\x80\x80\x80\x80\n';
/** One page with a stream under /Contents, as the typesetter might spell it. */
function file(content: string, change: (writer: PdfWriter) => PdfWriter = (writer) => writer): Uint8Array {
  const writer = new PdfWriter(HEADER)
    .object(1, '<</Type/Catalog/Pages 2 0 R>>')
    .object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>')
    .object(3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>')
    .object(4, content);
  return change(writer).table().bytes();
}
const zlib = (text: string) => latin1Text(deflateSync(latin1Bytes(text)));
const flate = (data: string, more = '') => streamText(`/Filter/FlateDecode${more}`, data);
const prohibited = (bytes: Uint8Array) => {
  const opened = openPdf(bytes);
  return prohibition(opened) ?? (hasComment(opened) ? 'a comment' : null);
};

describe('what no sealed file holds', () => {
  test('a plain file has nothing of it', () => {
    expect(prohibited(file(streamText('', 'q Q')))).toBeNull();
    expect(prohibited(file(flate(zlib('q Q'))))).toBeNull();
    expect(prohibited(file(streamText('/Filter/ASCIIHexDecode', '7120510a>')))).toBeNull();
    expect(prohibited(file(streamText('/Name(100 % \\) \\( (%) )', 'q % Q')))).toBeNull();
  });

  test.each<[string, string, RegExp]>([
    ['a null entry', streamText('/OC null', 'q Q'), /^\/OC is null$/],
    ['a null entry further down', streamText('/X[<</Y null>>]', 'q Q'), /^\/Y is null$/],
    ['a comment in an object', `%\n${streamText('', 'q Q')}`, /comment/],
    ['a comment behind a stream', `${streamText('', 'q Q')} %x\n`, /comment/],
    ['an unknown filter', streamText('/Filter/LZWDecode', 'q Q'), /filter/],
    ['filters in a list', streamText('/Filter[/FlateDecode]', zlib('q Q')), /filter/],
    ['an octet behind the Flate data', flate(`${zlib('q Q')}x`), /compressed-data-wrong/],
    ['a wrong checksum', flate(zlib('q Q').slice(0, -1)), /compressed-data-wrong/],
    ['a stored block with a wrong NLEN', flate('x\x01\x01\x01\0\0\0A\0B\0B'), /compressed-data-wrong/],
    ['hex digits in upper case', streamText('/Filter/ASCIIHexDecode', '712051 0A>'), /hex/],
    ['hex digits with a break', streamText('/Filter/ASCIIHexDecode', '71 20>'), /hex/],
    ['hex digits without an end', streamText('/Filter/ASCIIHexDecode', '7120'), /compressed-data-wrong/],
    ['an object stream', streamText('/Type/ObjStm/N 0/First 0', ''), /finding|ObjStm/],
    ['a cross-reference stream', streamText('/Type/XRef/W[1 1 1]', ''), /finding|XRef/],
    ['data that lie elsewhere', streamText('/F(x)', 'q Q'), /finding: duplicate-key|elsewhere/],
  ])('%s', (_what, content, detail) => {
    expect(prohibited(file(content))).toMatch(detail);
  });

  test.each<[string, (writer: PdfWriter) => PdfWriter, RegExp]>([
    ['an object that nothing refers to', (writer) => writer.object(5, '<</A 1>>'), /nothing refers/],
    ['a number that is left out', (writer) => writer.object(6, '<</A 1>>'), /object 5/],
    ['a second revision', (writer) => writer.table().object(3, '<</Type/Page>>'), /more than one/],
    ['a comment between objects', (writer) => writer.raw('%x\n'), /comment/],
  ])('%s', (_what, change, detail) => {
    expect(prohibited(file(streamText('', 'q Q'), change))).toMatch(detail);
  });

  test('an indirect /Length, object 0 in use, another generation, another header, bytes behind the end', () => {
    const plain = latin1Text(file(streamText('', 'q Q')));
    const length = file('<</Length 5 0 R>>\nstream\nq Q\nendstream', (writer) => writer.object(5, '3'));
    expect(prohibited(length)).toMatch(/Length/);
    expect(prohibited(latin1Bytes(plain.replace('0000000000 65535 f', '0000000015 00000 n')))).not.toBeNull();
    const generation = plain.replace('4 0 obj', '4 1 obj').replace('/Contents 4 0 R', '/Contents 4 1 R');
    const row = generation.lastIndexOf(' 00000 n');
    expect(prohibited(latin1Bytes(`${generation.slice(0, row)} 00001 n${generation.slice(row + 8)}`))).toMatch(
      /object 4/,
    );
    expect(prohibited(latin1Bytes(plain.replace('%PDF-1.7', '%PDF-1.6')))).toMatch(/header/);
    expect(prohibited(latin1Bytes(`${plain}\n`))).toMatch(/bytes-after-eof/);
  });
});

describe('the form that a file says', () => {
  test('both forms are what they say', () => {
    expect(sealedForm(openPdf(first.sealed))).toEqual({ kind: 'exact', form: 1 });
    expect(sealedForm(openPdf(second.sealed))).toEqual({ kind: 'exact', form: 2 });
  });

  test('form 2 has one spelling: what is printed of it is printed again', () => {
    const printed = printFile(openPdf(first.sealed)).bytes;
    expect(printFile(openPdf(printed)).bytes).toEqual(printed);
    expect(printFile(openPdf(second.sealed)).bytes).toEqual(second.sealed);
  });

  test.each<[string, string, string]>([
    ['a blank in place of a line feed', '<<\n/Type /Catalog', '<< /Type /Catalog'],
    ['a name in another spelling', '/Type /Catalog', '/Type /Catal#6fg'],
    ['a string in hex', '/OutputCondition (sRGB)', '/OutputCondition <73524742>'],
    ['an unknown form', '/Name /vinseal\n/R 2', '/Name /vinseal\n/R 3'],
    ['another program', '/Name /vinseal\n/R 2', '/Name /winseal\n/R 2'],
  ])('%s is none', (_what, old, next) => {
    const text = latin1Text(second.sealed);
    const at = text.indexOf(old);
    expect(at).toBeGreaterThan(0);
    const changed = text.slice(0, at) + next + text.slice(at + old.length);
    expect(sealedForm(openPdf(latin1Bytes(withOffsets(changed))))).toMatchObject({ kind: 'other' });
  });

  test('a file that somebody else signed is none', () => {
    expect(sealedForm(openPdf(latin1Bytes(sealedPdf())))).toMatchObject({ kind: 'other' });
  });
});

describe('what was sealed in a file', () => {
  test('ends where its byte range does, whatever follows', () => {
    const { sealed, archive } = second;
    expect(sealedPart(archive)).toEqual(sealed);
    expect(sealedPart(latin1Bytes(`${latin1Text(sealed)}xref`))).toEqual(sealed);
    expect(sealedPart(sealed)).toBe(sealed);
    expect(sealedPart(latin1Bytes('%PDF-1.7 /ByteRange [0 1 2 3] %%EOF'))).toHaveLength(35);
  });
});

/** The file with a table of where its objects stand now. */
function withOffsets(text: string): string {
  const body = text.slice(0, text.lastIndexOf('\nxref\n') + 1);
  const table = text.slice(text.lastIndexOf('\nxref\n') + 1).replace(/startxref\n\d+/, `startxref\n${body.length}`);
  let number = 0;
  return (
    body +
    table.replace(/\d{10} 00000 n/g, () => {
      number += 1;
      const at = body.indexOf(`\n${number} 0 obj\n`) + 1;
      return `${String(at).padStart(10, '0')} 00000 n`;
    })
  );
}

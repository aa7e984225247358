import { describe, expect, test } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import {
  fillByteRange,
  latin1Bytes,
  latin1Text,
  onePage,
  PdfWriter,
  sealedPdf,
  signatureDict,
  tableLine,
} from '../../../support/pdf-writer.ts';

const read = (text: string) => readPdfFacts(latin1Bytes(text));

/** Appends an incremental update with those objects to a whole file. */
function update(text: string, objects: readonly (readonly [number, string])[], end = '\n'): string {
  const prev = /startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1];
  let body = '';
  let lines = '';
  for (const [number, object] of objects) {
    lines += `${number} 1\n${tableLine(text.length + body.length)}`;
    body += `${number} 0 obj\n${object}\nendobj\n`;
  }
  const size = Math.max(10, ...objects.map(([number]) => number + 1));
  const at = text.length + body.length;
  const trailer = `trailer\n<</Size ${size}/Root 1 0 R/Prev ${prev}>>\nstartxref\n${at}\n%%EOF${end}`;
  return `${text}${body}xref\n${lines === '' ? '0 0\n' : lines}${trailer}`;
}

test('a sealed file: one signature over every byte, certified against change', () => {
  const text = sealedPdf();
  const facts = read(text);
  expect(facts).toMatchObject({ revisions: 1, pages: 1, findings: [], remarks: [], attachment: null });
  expect(facts.signatures).toHaveLength(1);
  const [signature] = facts.signatures;
  expect(signature).toMatchObject({
    name: 'Seal',
    subFilter: 'ETSI.CAdES.detached',
    coverage: 'entire-file',
    coverageDetail: '',
    revision: 0,
    bytesAfter: 0,
    contentsCase: 'lower',
    docMdp: 1,
    claimedTime: 'D:20260105093000Z',
  });
  expect(signature?.cms?.length).toBe(32);
  const range = signature?.byteRange ?? [0, 0, 0, 0];
  const signed = latin1Text(signedBytes(latin1Bytes(text), range));
  expect(signed).toBe(text.replace(/<[0-9a-f]{64}>/, ''));
});

test.each([[[0, 10, 5, 5]], [[0, 10, 20, 1e9]], [[0, -1, 20, 1]], [[0, 1.5, 20, 1]]] as [
  readonly [number, number, number, number],
][])('signedBytes refuses %j', (range) => {
  expect(() => signedBytes(new Uint8Array(100), range)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
});

test('a later update leaves the signature entire over its revision', () => {
  const signed = sealedPdf();
  const facts = read(update(signed, [[8, '(more)']]));
  expect(facts).toMatchObject({ revisions: 2, findings: [] });
  expect(facts.signatures[0]).toMatchObject({ coverage: 'entire-revision', revision: 0, docMdp: 1 });
  expect(facts.signatures[0]?.bytesAfter).toBeGreaterThan(0);
});

test('a file signed without a last line end, which the update then adds', () => {
  const signed = sealedPdf().trimEnd();
  const facts = read(update(fillByteRange(unfilled(signed)), [[8, '1']]));
  expect(facts.signatures[0]).toMatchObject({ coverage: 'entire-revision', revision: 0 });
  const spaced = update(`${fillByteRange(unfilled(signed))}\n`, [[8, '1']]);
  expect(read(spaced).signatures[0]).toMatchObject({ coverage: 'entire-revision', revision: 0 });
});

function unfilled(text: string): string {
  return text.replace(/\/ByteRange\[[^\]]*\]/, '/ByteRange[0 ********** ********** **********]');
}

describe('coverage is unclear', () => {
  const range = (values: string) =>
    sealedPdf().replace(/\/ByteRange\[[^\]]*\]/, (old) => `/ByteRange[${values}]`.padEnd(old.length));
  test.each<[string, string]>([
    ['three integers', range('0 10 20')],
    ['five integers', range('0 1 2 3 4')],
    ['a negative integer', range('0 -1 20 30')],
    ['reals', range('0 1.0 20 30')],
    ['overlapping parts', range('0 500 20 30')],
    ['nothing signed', range('0 0 0 0')],
    ['no byte range', sealedPdf().replace('/ByteRange', '/ByteRang_')],
    ['a start that is not 0', startAtOne()],
    [
      'an end beyond the file',
      sealedPdf().replace(/(\d+)\]\/Contents/, (_, last: string) => `${Number(last) + 1}]/Contents`),
    ],
    [
      'an end before the last byte',
      sealedPdf().replace(/(\d+)\]\/Contents/, (_, last: string) => `${Number(last) - 1}]/Contents`),
    ],
    [
      'an end within the file',
      sealedPdf().replace(/(\d+)\]\/Contents/, (_, last: string) => `${Number(last) - 30}]/Contents`),
    ],
  ])('%s', (_, text) => {
    const [signature] = read(text).signatures;
    expect(signature).toMatchObject({ coverage: 'unclear', revision: null, docMdp: null });
    expect(signature?.coverageDetail).not.toBe('');
  });

  function startAtOne(): string {
    return sealedPdf().replace(
      /ByteRange\[0 ( *)(\d+)/,
      (_, pad: string, length: string) => `ByteRange[1 ${pad}${Number(length) - 1}`,
    );
  }

  test('/Contents by reference', () => {
    const text = fillByteRange(
      onePage('/AcroForm<</Fields[4 0 R]>>')
        .object(4, '<</FT/Sig/T(Seal)/V 5 0 R>>')
        .object(5, signatureDict({ contents: ' 6 0 R' }))
        .object(6, '<3003020101>')
        .table().text,
    );
    expect(read(text).signatures[0]).toMatchObject({ coverage: 'unclear', cms: null });
  });

  test('a signature dictionary in an object stream', () => {
    const dict = signatureDict().replace(/\*{10}/g, '0000000000');
    const writer = new PdfWriter().objectStream(6, [[5, dict]]).object(4, '<</FT/Sig/T(Seal)/V 5 0 R>>');
    const facts = read(onePage('/AcroForm<</Fields[4 0 R]>>', writer).xrefStream(7).text);
    expect(facts.signatures[0]).toMatchObject({ coverage: 'unclear' });
    expect(facts.findings).toContain('contents-not-one-hex-string');
  });

  test('a signature dictionary that a later update replaces', () => {
    const signed = sealedPdf();
    const replaced = /5 0 obj\n(.*)\nendobj/.exec(signed)?.[1] ?? '';
    const [signature] = read(update(signed, [[5, replaced]])).signatures;
    expect(signature).toMatchObject({ coverage: 'unclear', docMdp: null });
  });
});

describe('two signatures', () => {
  const first = sealedPdf({ form: '/AcroForm<</Fields[4 0 R 6 0 R]>>', objects: [[6, '<</FT/Sig/T(Second)>>']] });
  const second = fillByteRange(
    update(first, [
      [6, '<</FT/Sig/T(Second)/V 7 0 R>>'],
      [7, signatureDict()],
    ]),
  );

  test('the later covers the earlier', () => {
    const facts = read(second);
    expect(facts.findings).toEqual([]);
    expect(facts.signatures.map(({ name, coverage, revision }) => [name, coverage, revision])).toEqual([
      ['Seal', 'entire-revision', 0],
      ['Second', 'entire-file', 1],
    ]);
  });

  test('in one revision they cannot both hold', () => {
    const both = sealedPdf({
      form: '/AcroForm<</Fields[4 0 R 6 0 R]>>',
      objects: [
        [6, '<</FT/Sig/T(Second)/V 7 0 R>>'],
        [7, signatureDict()],
      ],
    });
    const facts = read(fillByteRange(both));
    expect(facts.signatures.map((signature) => signature.coverage)).toEqual(['unclear', 'unclear']);
  });
});

describe('fields', () => {
  test('names are fully qualified, types and values inherited', () => {
    const text = fillByteRange(
      onePage('/AcroForm<</Fields[4 0 R]>>')
        .object(4, '<</T(a)/FT/Sig/Kids[6 0 R]>>')
        .object(6, '<</T<FEFF0062>/V 5 0 R/Kids[7 0 R]>>')
        .object(7, '<</Type/Annot/Subtype/Widget>>')
        .object(5, signatureDict())
        .table().text,
    );
    expect(read(text).signatures.map(({ name, coverage }) => [name, coverage])).toEqual([['a.b', 'entire-file']]);
  });

  test('an empty signature field and a filled text field are no signatures', () => {
    const fields = '/AcroForm<</Fields[<</FT/Sig/T(a)>> <</FT/Tx/T(b)/V(text)>> <</FT/Sig/T(c)/V null>>]>>';
    expect(read(onePage(fields).table().text).signatures).toEqual([]);
  });

  test('a value within its field', () => {
    const form = `/AcroForm<</Fields[<</FT/Sig/T(Seal)/V ${signatureDict()}>>]>>`;
    const text = fillByteRange(onePage(form).table().text);
    expect(read(text).signatures[0]).toMatchObject({ name: 'Seal', coverage: 'entire-file' });
  });
});

describe('certification', () => {
  const reference = (parms: string) =>
    signatureDict({ more: `/Reference[<</TransformMethod/DocMDP/TransformParams${parms}>>]` });
  test.each<[string, string, number | null]>([
    ['P=2', sealedPdf({ signature: reference('<</P 2>>') }), 2],
    ['P=3', sealedPdf({ signature: reference('<</P 3>>') }), 3],
    ['no P means 2', sealedPdf({ signature: reference('<<>>') }), 2],
    ['P=4', sealedPdf({ signature: reference('<</P 4>>') }), null],
    ['P=true', sealedPdf({ signature: reference('<</P true>>') }), null],
    ['no /Reference', sealedPdf({ signature: signatureDict() }), null],
    ['no /Perms', sealedPdf({ form: '/AcroForm<</Fields[4 0 R]>>' }), null],
    ['/Perms names another', sealedPdf({ form: '/AcroForm<</Fields[4 0 R]>>/Perms<</DocMDP 4 0 R>>' }), null],
    [
      '/Perms removed later',
      update(sealedPdf(), [[1, '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>']]),
      null,
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text).signatures[0]?.docMdp).toBe(expected);
  });
});

test('the associated file of that name, decoded', async () => {
  const document = await PDFDocument.create();
  document.addPage();
  await document.attach(latin1Bytes('{"format":"x"}'), 'confirmation.json', { mimeType: 'application/json' });
  await document.attach(latin1Bytes('other'), 'other.txt');
  for (const useObjectStreams of [true, false]) {
    const facts = readPdfFacts(await document.save({ useObjectStreams }));
    expect(facts.remarks).toEqual([]);
    expect(facts).toMatchObject({ revisions: 1, pages: 1, signatures: [] });
    expect(latin1Text(facts.attachment?.() ?? new Uint8Array())).toBe('{"format":"x"}');
  }
});

test('a file that pdf-lib wrote and updated has no finding', async () => {
  const document = await PDFDocument.create();
  document.addPage().drawText('one');
  const original = await document.save();
  const again = await PDFDocument.load(original, { forIncrementalUpdate: true, updateMetadata: false });
  const snapshot = again.takeSnapshot();
  const page = again.getPage(0);
  snapshot.markRefForSave(page.ref);
  page.drawText('two');
  const tail = await again.saveIncremental(snapshot, { useObjectStreams: false });
  const whole = new Uint8Array(original.length + tail.length);
  whole.set(original);
  whole.set(tail, original.length);
  const facts = readPdfFacts(whole);
  expect(facts.remarks).toEqual([]);
  expect(facts).toMatchObject({ revisions: 2, pages: 1 });
});

import { describe, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { attackBench, expectCaught, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments, unsignedValue } from '../support/foreign.ts';
import {
  CATALOG,
  fillByteRange,
  latin1Bytes,
  PAGE,
  PAGES,
  PdfWriter,
  signatureDict,
  tableLine,
} from '../support/pdf-writer.ts';
import { BODIES, streamText } from '../support/signed-document.ts';
import { patched, type Target, withUpdate } from '../support/target.ts';

/**
 * Dictionary spoofing: one dictionary that two readers understand differently. A key stands twice, or in another spelling;
 * a type says one thing and the content another; a value, a length or a whole object has two definitions.
 */
const bench = attackBench();
const foreign = foreignDocuments();

describe('a key twice', () => {
  test.each<[string, Readonly<Record<number, string>>]>([
    ['in the catalog', { 1: `<<${BODIES.catalog}/Pages 2 0 R>>` }],
    ['in a page', { 3: `<<${BODIES.page}/Annots[${BODIES.annots}]/Contents 12 0 R>>` }],
    ['in the form', { 9: `<</Fields[${BODIES.fields}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>/Fields[]>>` }],
    ['in the signed field', { 4: `<<${BODIES.seal}/V 5 0 R>>` }],
    ['in another spelling', { 3: `<<${BODIES.page}/Annots[${BODIES.annots}]/Cont#65nts 12 0 R>>` }],
    ['with the same value', { 10: '<</Title(Before)/Title(Before)>>' }],
    ['with null first', { 10: '<</Title null/Title(Before)>>' }],
    ['within an array', { 10: '<</Title(Before)/X[<</A 1/A 2>>]>>' }],
    ['in the dictionary of a stream', { 6: streamText('/Length 2', 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET') }],
  ])('%s', async (_name, bodies) => {
    await expectForeignCaught(bench, foreign.signed(2, { bodies }), 'duplicate-key');
  });

  test('in the signature dictionary', async () => {
    const twice = (more: string) => foreign.signed(2, { references: `]${more}/X[` });
    for (const more of [
      '/ByteRange[0 0 0 0]',
      '/Contents<00>',
      '/SubFilter/adbe.pkcs7.sha1',
      '/Type/DocTimeStamp',
      '/T#79pe/Sig',
    ])
      await expectForeignCaught(bench, twice(more), 'duplicate-key');
  });

  test('in a trailer', async () => {
    const text = foreign.updated(2, { objects: [], trailer: '/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Root 1 0 R' });
    await expectForeignCaught(bench, text, 'duplicate-key');
  });
});

describe('a type that lies', () => {
  test.each<[string, string, Readonly<Record<number, string>>]>([
    [
      'a page that calls itself a node',
      'page-tree-broken',
      { 3: `<<${BODIES.page.replace('/Type/Page', '/Type/Pages')}/Annots[${BODIES.annots}]>>` },
    ],
    [
      'a page without a type',
      'page-tree-broken',
      { 3: `<<${BODIES.page.replace('/Type/Page', '')}/Annots[${BODIES.annots}]>>` },
    ],
    [
      'a page with another parent',
      'page-tree-broken',
      { 3: `<<${BODIES.page.replace('2 0 R', '1 0 R')}/Annots[${BODIES.annots}]>>` },
    ],
    ['a node that counts wrongly', 'page-tree-broken', { 2: '<</Type/Pages/Kids[3 0 R]/Count 2>>' }],
    ['a page met twice', 'page-tree-broken', { 2: '<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>' }],
    ['a page within its node', 'page-tree-broken', { 2: `<</Type/Pages/Kids[3 0 R <<${BODIES.page}>>]/Count 2>>` }],
  ])('%s', async (_name, code, bodies) => {
    await expectForeignCaught(bench, foreign.signed(2, { bodies }), code);
  });

  test.each([
    ['a signature of no type known', '/Type/Sigg'],
    ['a signature that is a catalog', '/Type/Catalog'],
  ])('%s', async (_name, type) => {
    const text = foreign.signed(null, { bodies: { 5: unsignedValue().replace('/Type/Sig', type) } });
    await expectForeignCaught(bench, text, 'signature-type-mismatch');
  });

  test('a signature that is called a time-stamp is judged as the signature that it is', async () => {
    const text = foreign.signed(null, { bodies: { 5: unsignedValue().replace('/Type/Sig', '/Type/DocTimeStamp') } });
    expect(await inspectDocument(latin1Bytes(text))).toMatchObject({
      outcome: 'clean',
      signatures: [{ kind: 'signature', intact: true, valid: true }],
      notes: [{ code: 'signature-type-odd', where: 'signature Seal' }],
    });
    expect((await bench.judgeWithoutRegistry(latin1Bytes(text))).verdict).toBe('not-valid');
  });
});

describe('a length by reference', () => {
  const content = 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET';
  const byReference = (length: string) => ({ 6: `<</Length 19 0 R>>\nstream\n${content}\nendstream`, 19: length });
  test.each<[string, string, string]>([
    ['too short', 'stream-length-wrong', '3'],
    ['too long', 'stream-length-wrong', '3000'],
    ['negative', 'stream-length-wrong', '-1'],
    ['to no number', 'stream-length-wrong', '(42)'],
    ['to a reference', 'stream-length-wrong', '10 0 R'],
  ])('%s', async (_name, code, length) => {
    await expectForeignCaught(bench, foreign.signed(2, { bodies: byReference(length) }), code);
  });

  test('that an update changes', async () => {
    const bodies = byReference(String(content.length));
    for (const length of ['3', String(content.length + 1)])
      await expectForeignCaught(
        bench,
        foreign.updated(2, { objects: [[19, length]] }, { bodies }),
        'stream-length-wrong',
      );
  });
});

describe('an object defined twice', () => {
  test('in the file and in an object stream', async () => {
    const writer = new PdfWriter()
      .object(1, '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>')
      .object(2, PAGES)
      .object(4, '<</FT/Sig/T(Seal)/V 5 0 R>>')
      .object(5, signatureDict())
      .object(3, PAGE)
      .objectStream(6, [[3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>']]);
    await expectForeignCaught(bench, fillByteRange(writer.xrefStream(7).text), 'object-outside-xref');
  });

  test('twice in one object stream', async () => {
    const writer = new PdfWriter()
      .object(1, CATALOG)
      .object(2, PAGES)
      .objectStream(6, [
        [3, PAGE],
        [3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>'],
      ]);
    await expectForeignCaught(bench, writer.xrefStream(7).text, 'object-outside-xref');
  });

  test('in the file twice, of which the table names one', async () => {
    const twin = `<</Title(x)>>\nendobj\n7 0 obj\n<<${BODIES.text}/V(evil)>>`;
    await expectForeignCaught(bench, foreign.signed(2, { bodies: { 10: twin } }), 'object-outside-xref');
  });

  test('by two entries at one place', async () => {
    const text = foreign.signed(2);
    const at = text.indexOf('\n7 0 obj\n') + 1;
    const row = tableLine(text.indexOf('\n8 0 obj\n') + 1);
    await expectForeignCaught(bench, text.replace(row, tableLine(at)), 'object-mismatch');
  });
});

describe('a value in the shadow of another', () => {
  test.each<[string, string, string]>([
    [
      '/V within the field, before the object',
      'signature-removed',
      `<<${BODIES.seal.replace('/V 5 0 R', '/V<</Type/Sig>>')}>>`,
    ],
    ['/V of the old generation', 'signature-removed', `<<${BODIES.seal.replace('/V 5 0 R', '/V 5 1 R')}>>`],
    ['/V behind a chain of references', 'signature-removed', `<<${BODIES.seal.replace('/V 5 0 R', '/V 20 0 R')}>>`],
  ])('%s', async (_name, code, body) => {
    const objects = [
      [4, body],
      [20, '<<>>'],
    ] as const;
    await expectForeignCaught(
      bench,
      foreign.updated(2, { objects: body.includes('20 0 R') ? objects : objects.slice(0, 1) }),
      code,
    );
  });
});

describe('our own documents', () => {
  const page = ({ body, page: number }: Target, from: string | RegExp, to: string) =>
    [number, body(number).replace(from, to)] as const;
  test.each<[string, string, (target: Target) => Uint8Array]>([
    [
      'a second /Contents of a page',
      'duplicate-key',
      (target) => withUpdate(target, [page(target, '/Type /Page', `/Type /Page /Contents ${target.content} 0 R`)]),
    ],
    [
      'a page that is none',
      'page-tree-broken',
      (target) => withUpdate(target, [page(target, '/Type /Page', '/Type /Pago')]),
    ],
  ])('%s', async (_name, code, make) => {
    await expectCaught(bench, make(bench.target), { verify: 'file-ambiguous', inspect: code });
  });

  test('a name with an escape, in place', async () => {
    const pdf = patched(
      bench.target,
      '/SubFilter /ETSI.CAdES.detached',
      '/SubFilter /ETSI.CAd#45S.detached'.slice(0, 31),
    );
    await expectCaught(bench, pdf, { verify: 'content-altered', inspect: 'subfilter-unsupported' });
  });

  test('every entry of the table exchanged for its neighbour', async () => {
    const { text } = bench.target;
    const table = text.lastIndexOf('xref\n', text.lastIndexOf('startxref') - 1);
    const rows = [...text.slice(table).matchAll(/\d{10} \d{5} n/g)].map(({ index }) => table + index).slice(0, 6);
    for (const [index, at] of rows.slice(1).entries()) {
      const before = rows[index] as number;
      const swapped =
        text.slice(0, before) +
        text.slice(at, at + 18) +
        text.slice(before + 18, at) +
        text.slice(before, before + 18) +
        text.slice(at + 18);
      await expectCaught(bench, latin1Bytes(swapped), { verify: 'file-ambiguous', inspect: 'object-mismatch' });
    }
  });
});

import { describe, expect, test } from '@jest/globals';
import type { FileNote } from '#core/pdf/syntax/notes.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isDict } from '#core/pdf/syntax/values.ts';
import { hiddenFromSome } from '#core/validation/signature-history.ts';
import { linearisedHybrid, rowInUse } from '../../../support/linearised-hybrid.ts';
import {
  CATALOG,
  freeLine,
  latin1Bytes,
  onePage,
  PAGE,
  PAGES,
  PdfWriter,
  tableLine,
} from '../../../support/pdf-writer.ts';

/** What genuine writers do that ISO 32000-2 does not have, and that every reader takes alike. */
const read = (text: string) => {
  const file = openPdf(latin1Bytes(text));
  const { codes, notes } = file.findings;
  return { problems: [...codes, ...hiddenFromSome(file)], notes: notes.map(({ code }) => code), places: notes };
};
const noted = (...notes: readonly FileNote[]) => ({ problems: [], notes });

describe('a real of many digits', () => {
  const box = (number: string) => onePage(`/X[${number}]`).table().text;

  test.each([
    '595.2799999999999727',
    '841.8899999999999864',
    '-0.00000000000000012345678901234567',
    `.${'3'.repeat(62)}`,
  ])('%s is noted', (number) => expect(read(box(number))).toMatchObject(noted('number-long')));

  test('has the nearest value', () => {
    const catalog = openPdf(latin1Bytes(box('595.2799999999999727'))).objects.object(1)?.value ?? null;
    expect(isDict(catalog) && entry(catalog, 'X')).toEqual([{ type: 'real', value: 595.28 }]);
  });

  test('of the usual length is not noted', () => expect(read(box('595.279999999999'))).toMatchObject(noted()));

  test.each([`.${'3'.repeat(64)}`, '1234567890123456.5', '1234567890123456', `0.${'1'.repeat(20)}.1`])(
    '%s is malformed',
    (number) => expect(() => read(box(number))).toThrow(expect.objectContaining({ code: 'file-malformed' })),
  );

  test('in an object stream has no place in the file', () => {
    const text = onePage()
      .objectStream(4, [[5, '0.12345678901234567']])
      .xrefStream(6).text;
    expect(read(text).places).toEqual([{ code: 'number-long', where: 'file' }]);
  });
});

describe('a hybrid part', () => {
  /** An office export: everything in a table, and all of it again in the stream of an empty update. */
  const office = (change: (offsets: number[]) => number[] = (offsets) => offsets, update = '') => {
    const writer = onePage();
    const offsets = [1, 2, 3].map((number) => writer.offsetOf(number));
    const streamAt = writer.text.length;
    const rows = [...change(offsets), streamAt].map((at) => String.fromCharCode(1, at >> 8, at & 255, 0)).join('');
    writer.raw(
      `4 0 obj\n<</Type/XRef/W[1 2 1]/Index[1 4]/Size 5/Root 1 0 R/Length ${rows.length}>>\nstream\n${rows}\nendstream\nendobj\n`,
    );
    const tableAt = writer.text.length;
    writer.table({ size: 5, lines: { 4: tableLine(streamAt) } });
    writer.raw(`xref\n0 0\ntrailer\n<</Size 5/Root 1 0 R/Prev ${tableAt}/XRefStm ${streamAt}>>\n`);
    return writer.raw(`startxref\n${writer.text.lastIndexOf('xref\n0 0')}\n%%EOF\n${update}`).text;
  };

  test('that restates the tables is noted', () => {
    expect(read(office())).toMatchObject(noted('hybrid-restated'));
  });

  test('of an update that alone names objects is noted, as every reader finds them', () => {
    const writer = onePage().table();
    const at = writer.text.length;
    const row = (type: number, where: number) => String.fromCharCode(type, where >> 8, where & 255, 0);
    writer.objectStream(5, [[3, PAGE]]).object(7, '(new)');
    const streamAt = writer.text.length;
    const rows = row(2, 5) + row(1, writer.offsetOf(7));
    writer.stream(6, '/Type/XRef/W[1 2 1]/Index[3 1 7 1]/Size 8', rows).table({ trailer: `/XRefStm ${streamAt}` });
    const named = /(?<=\n)[37] 1\n\d{10} \d{5} [nf] \n/g;
    const text = writer.text.slice(0, at) + writer.text.slice(at).replace(named, '');
    expect(read(text)).toMatchObject(noted('hybrid-update'));
  });

  test('that takes up an older object again is broken', () => {
    const swapped = office(([catalog = 0, pages = 0]) => [catalog, pages, pages]);
    expect(read(swapped).problems).toContain('xref-broken');
  });

  test('of a linearised file may fill in what the tables have as free', () => {
    expect(read(linearisedHybrid())).toMatchObject(noted());
    const restated = linearisedHybrid((catalogAt) => ({ 1: rowInUse(catalogAt) }));
    expect(read(restated)).toMatchObject(noted('hybrid-restated'));
  });

  test('of a linearised file that says anything else is a conflict', () => {
    const other = linearisedHybrid((catalogAt) => ({ 2: rowInUse(catalogAt) }));
    expect(read(other).problems).toContain('xref-overlap');
    const seen = linearisedHybrid().replace('/StructTreeRoot 5 0 R', '/StructTreeRoox 5 0 R');
    expect(read(seen).problems).toEqual(['hybrid-conflict']);
  });
});

describe('a cross-reference stream beside the table that is used', () => {
  const updated = (change: (stream: string) => string) => {
    const writer = onePage().table();
    const prev = Number(/startxref\n(\d+)/.exec(writer.text)?.[1]);
    writer.object(3, PAGE);
    const at = writer.text.length;
    const row = (offset: number) => String.fromCharCode(1, offset >> 8, offset & 255, 0);
    const rows = row(writer.offsetOf(3)) + row(at);
    const dict = `/Type/XRef/W[1 2 1]/Index[3 2]/Size 5/Root 1 0 R/Prev ${prev}/Length ${rows.length}`;
    return writer.object(4, change(`<<${dict}>>\nstream\n${rows}\nendstream`)).table().text;
  };

  test('that says the same is noted', () => {
    expect(read(updated((stream) => stream))).toMatchObject(noted('xref-stream-unused'));
  });

  test.each<[string, (stream: string) => string]>([
    ['of another object', (stream) => stream.replace('[3 2]', '[2 2]')],
    ['of fewer objects', (stream) => stream.replace('/Index[3 2]', '/Index[4 1]')],
    ['another root', (stream) => stream.replace('/Root 1', '/Root 2')],
    ['another section before', (stream) => stream.replace(/Prev \d/, 'Prev 0')],
    ['another size', (stream) => stream.replace('/Size 5', '/Size 6')],
    ['nothing that can be read', (stream) => stream.replace('/W[1 2 1]', '/W[1 2]  ')],
  ])('that says %s is ambiguous', (_what, change) => {
    expect(read(updated(change)).problems).toContain('startxref-ambiguous');
  });
});

describe('where an object begins', () => {
  test('behind %%EOF it is noted', () => {
    const text = onePage().table({ end: '' }).object(3, PAGE).table().text;
    expect(text).toContain('%%EOF3 0 obj');
    expect(read(text)).toMatchObject(noted('object-behind-eof'));
  });

  test('behind an %%EOF of no revision it is not accepted', () => {
    const writer = onePage().raw('%%EOF');
    expect(read(writer.object(4, '<<>>').table().text).problems).toContain('startxref-ambiguous');
  });

  const shifted = (space: string, by: number) => {
    const writer = onePage().raw(space);
    writer.object(4, '<<>>');
    return writer.table({ lines: { 4: tableLine(writer.offsetOf(4) - by) } }).text;
  };

  test.each([
    ['the line end before it', '', 1],
    ['a few spaces', ' \t\r\n  ', 7],
  ])('an offset may name %s', (_what, space, by) => {
    expect(read(shifted(space, by))).toMatchObject(noted('offset-before-object'));
  });

  test.each([
    ['more than that', ' '.repeat(12), 12],
    ['a NUL', '\0', 1],
    ['a form feed', '\f', 1],
    ['a comment', '%\n', 2],
    ['the end of the object before', '', 2],
  ])('and not %s', (_what, space, by) => {
    expect(read(shifted(space, by)).problems).toContain('xref-broken');
  });

  test('in an update, before the line end of the revision before', () => {
    const writer = onePage().table().object(3, PAGE);
    const text = writer.table({ lines: { 3: tableLine(writer.offsetOf(3) - 1) } }).text;
    expect(read(text)).toMatchObject(noted('offset-before-object'));
  });
});

describe('an object without endobj', () => {
  const open = (body: string, then = '') => {
    const writer = onePage();
    writer.object(4, body).text = writer.text.slice(0, -'endobj\n'.length);
    return writer.raw(then).object(5, '<<>>').table().text;
  };

  test.each(['<</A 1>>', '[1 2]', '<</Length 3>>\nstream\nabc\nendstream'])('is closed by the next one: %j', (body) => {
    expect(read(open(body))).toMatchObject(noted('endobj-missing'));
  });

  test('is closed by its section', () => {
    const writer = onePage();
    writer.object(4, '<<>>').text = writer.text.slice(0, -'endobj\n'.length);
    expect(read(writer.table().text)).toMatchObject(noted('endobj-missing'));
    const stream = onePage()
      .xrefStream(4)
      .text.replace(/endobj\n(?=startxref)/, '');
    expect(read(stream)).toMatchObject(noted('endobj-missing'));
  });

  test.each([
    ['a number', '1', ''],
    ['a name', '/A', ''],
    ['a string', '(a)', ''],
    ['a reference', '2 0 R', ''],
    ['a comment between', '<<>>', '%x\n'],
    ['something else between', '<<>>', 'endob\n'],
  ])('is malformed: %s', (_what, body, then) => {
    expect(() => read(open(body, then))).toThrow(expect.objectContaining({ code: 'file-malformed' }));
  });
});

describe('an entry in use that names the beginning of the file', () => {
  const withEntry = (catalog: string) => onePage(catalog).table({ lines: { 4: tableLine(0) }, size: 5 }).text;

  test('is noted where nothing refers to it', () => expect(read(withEntry(''))).toMatchObject(noted('entry-unused')));

  test('is broken where anything does', () => {
    expect(read(withEntry('/X 4 0 R')).problems).toEqual(['xref-broken']);
    const later = onePage().table({ lines: { 4: tableLine(0) }, size: 5 });
    expect(
      read(later.object(1, '<</Type/Catalog/Pages 2 0 R/X 4 0 R>>').object(4, '<<>>').table().text).problems,
    ).toEqual(['xref-broken']);
  });
});

test('a file as it should be has no notes', () => {
  const writer = new PdfWriter().object(1, CATALOG).object(2, PAGES).object(3, PAGE);
  expect(read(writer.table({ lines: { 4: freeLine() }, size: 5 }).text)).toMatchObject(noted());
});

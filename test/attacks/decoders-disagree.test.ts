import { describe, expect, test } from '@jest/globals';
import { zlibSync } from 'fflate';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { foreignDocuments, unsignedValue } from '../support/foreign.ts';
import { latin1Bytes, latin1Text } from '../support/pdf-writer.ts';
import { BODIES, streamText } from '../support/signed-document.ts';

/**
 * Updates that write objects again as they were, by our reader, in a way that other readers take for something else: each
 * was clean while PDFium, pdf.js, MuPDF or Poppler showed another page.
 */
const foreign = foreignDocuments();
const PAGE = `<<${BODIES.page}/Annots[${BODIES.annots}]>>`;

type Section = {
  /** Data of the object stream 30, which holds the page as its first object. */
  readonly stream: string;
  /** Beyond `/Type/ObjStm`. */
  readonly dict: string;
  readonly others?: readonly number[];
  readonly sectionDict?: string;
  readonly encode?: (rows: string) => string;
};

/** A document with an update of one object stream under a cross-reference stream. */
function withStream({ stream, dict, others = [], sectionDict = '', encode = (rows) => rows }: Section): string {
  const text = foreign.signed(null);
  const prev = /startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1];
  const object = `30 0 obj\n${streamText(`/Type/ObjStm${dict}`, stream)}\nendobj\n`;
  const at = text.length + object.length;
  const row = (type: number, second: number, third: number) =>
    String.fromCharCode(type, (second >> 16) & 0xff, (second >> 8) & 0xff, second & 0xff, third);
  const inStream = [3, ...others].map((number, index): [number, string] => [number, row(2, 30, index)]);
  const rows = [...inStream, [30, row(1, text.length, 0)] as const, [31, row(1, at, 0)] as const];
  const index = rows.map(([number]) => `${number} 1`).join(' ');
  const keys = `/Type/XRef/W[1 3 1]/Index[${index}]/Size 60/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Prev ${prev}${sectionDict}`;
  const section = streamText(keys, encode(rows.map(([, one]) => one).join('')));
  return `${text}${object}31 0 obj\n${section}\nendobj\nstartxref\n${at}\n%%EOF\n`;
}

const outcomeOf = async (text: string) => (await inspectDocument(latin1Bytes(text))).outcome;
const plain = { stream: `3 0 ${PAGE} `, dict: '/N 1/First 4' };
/** Rows for the PNG predictor, each with its filter type. */
const predicted = (rows: string) => latin1Text(zlibSync(latin1Bytes(rows.replace(/[\s\S]{5}/g, '\0$&'))));

describe('the page, written again in an object stream', () => {
  test('as it was, it is clean', async () => {
    expect(await outcomeOf(withStream(plain))).toBe('clean');
    const sectionDict = '/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 5>>';
    expect(await outcomeOf(withStream({ ...plain, sectionDict, encode: predicted }))).toBe('clean');
  });

  test.each([
    '/Filter[/FlateDecode]/DecodeParms<</Predictor 12/Columns 5>>',
    '/Filter/FlateDecode/DecodeParms[<</Predictor 12/Columns 5>>]',
  ])('under a section with %s', async (sectionDict) => {
    expect(await outcomeOf(withStream({ ...plain, sectionDict, encode: predicted }))).toBe('unreadable');
  });

  test('at an offset that ends where /First is, and that others read to its end', async () => {
    expect(await outcomeOf(withStream({ stream: `3 20  ${PAGE} `, dict: '/N 1/First 3' }))).toBe('unreadable');
  });
});

describe('objects of a stream that readers take one after another', () => {
  const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';
  const two = (header: string, first: string, second: string) => ({
    stream: `${header}${first} ${second} `,
    dict: `/N 2/First ${header.length}`,
    others: [16],
  });

  test('in the order of the header they are clean', async () => {
    expect(await outcomeOf(withStream(two(`3 0 16 ${PAGE.length + 1} `, PAGE, FONT)))).toBe('clean');
    expect(await outcomeOf(withStream({ stream: `3 0  ${PAGE} `, dict: '/N 1/First 4' }))).toBe('clean');
  });

  test.each<[string, Section]>([
    ['in another order', two(`3 ${FONT.length + 1} 16 0 `, FONT, PAGE)],
    ['behind white space', { stream: `3 3    ${PAGE} `, dict: '/N 1/First 4' }],
    ['behind something else', { stream: `3 9 <</A/B>> ${PAGE} `, dict: '/N 1/First 4' }],
  ])('%s', async (_, section) => {
    expect(await outcomeOf(withStream(section))).toBe('suspect');
  });
});

test('a name of many escapes, which PDFium cuts short', async () => {
  const [name, escaped] = ['A'.repeat(100), '#41'.repeat(100)];
  const resources = (one: string) => `<</Font<</F1 16 0 R>>/XObject<</${one} 12 0 R>>>>`;
  const bodies = {
    3: `<<${BODIES.page.replace('<</Font<</F1 16 0 R>>>>', ' 40 0 R')}/Annots[${BODIES.annots}]>>`,
    40: resources(name),
  };
  expect(await outcomeOf(foreign.updated(null, { objects: [[40, resources(name)]] }, { bodies }))).toBe('clean');
  expect(await outcomeOf(foreign.updated(null, { objects: [[40, resources(escaped)]] }, { bodies }))).toBe(
    'unreadable',
  );
});

describe('a section whose rows only some readers undo', () => {
  const bits = (count: number, columns: number) =>
    `/Filter/FlateDecode/DecodeParms<</Predictor 12/BitsPerComponent ${count}/Columns ${columns}>>`;
  test.each<[number, number, string]>([
    [4, 10, 'clean'],
    [7, 5, 'unreadable'],
  ])('%d bits', async (count, columns, outcome) => {
    const sectionDict = bits(count, columns);
    expect(await outcomeOf(withStream({ ...plain, sectionDict, encode: predicted }))).toBe(outcome);
  });
});

/** Firefox shows an XFA form, or the pages in its place, by what the form says of its fields. */
describe('an XFA form', () => {
  const FORM = (more: string, fields = '') => `<</Fields[${BODIES.fields}${fields}]/DR<</Font<</F1 16 0 R>>>>${more}>>`;
  const NEW: readonly [number, string] = [
    40,
    '<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/V 41 0 R/F 132/Rect[5 5 5 5]/P 3 0 R>>',
  ];
  const added = (xfa: string) =>
    foreign.signedAgain(foreign.signed(null, { bodies: { 9: FORM(`/SigFlags 3${xfa}`) } }), {
      objects: [[9, FORM(`/SigFlags 3${xfa}`, ' 40 0 R')], NEW, [41, unsignedValue()]],
    });
  const flagged = (xfa: string) =>
    foreign.updated(null, { objects: [[9, FORM(`/SigFlags 3${xfa}`)]] }, { bodies: { 9: FORM(xfa) } });

  test.each<[string, string]>([
    ['', 'clean'],
    ['/XFA 11 0 R', 'amended'],
  ])('with another hidden signature, and flags that were not there: %j', async (xfa, outcome) => {
    expect(await outcomeOf(added(xfa))).toBe(outcome);
    expect(await outcomeOf(flagged(xfa))).toBe(outcome);
  });
});

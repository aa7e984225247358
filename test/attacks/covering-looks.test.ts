import { describe, test } from '@jest/globals';
import { attackBench, expectClean, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments, unsignedValue, withAnnotations, withFields } from '../support/foreign.ts';
import { BODIES, streamText } from '../support/signed-document.ts';

/**
 * Looks that cover: form filling may show another state of a button, or the letters of a value, and a signature may be
 * seen. None of them may hide what the page showed when it was signed, nor bring to light what it hid.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const OVER_TEXT = '/Rect[15 140 190 170]';
const form = (drawing: string, fonts = '/F1 16 0 R') =>
  streamText(`/Type/XObject/Subtype/Form/BBox[0 0 175 30]/Resources<</Font<<${fonts}>>>>`, drawing);
const COVER = form('1 g 0 0 175 30 re f');
const text = (more = '') => `<</FT/Tx/Type/Annot/Subtype/Widget/T(Text)/P 3 0 R${OVER_TEXT}${more}>>`;

describe('letters over the text of the page', () => {
  const PICTURES = '<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>';
  const filled = (drawing: string, value: string, font = PICTURES) =>
    foreign.updated(
      2,
      {
        objects: [
          [7, text(`/V(${value})/AP<</N 22 0 R>>`)],
          [22, form(drawing, '/F1 16 0 R/Z 23 0 R')],
          [23, font],
        ],
      },
      { bodies: { 7: text() } },
    );

  test('of a dark ink are what a field is for', async () => {
    await expectClean(filled('q BT 0 0 1 rg /F1 9 Tf 1 0 0 1 2 5 Tm (900) Tj ET Q', '900'));
  });

  test.each<[string, string, string, string?]>([
    ['a square of a font of pictures', 'BT 0 g /Z 29 Tf (n) Tj /F1 9 Tf (900) Tj ET', 'n900'],
    ['a letter as wide as the field', 'BT /F1 20 Tf 5 0 0 1 0 0 Tm (I) Tj 1 0 0 1 5 10 Tm (900) Tj ET', 'I900'],
    ['a letter stretched', 'BT /F1 20 Tf 900 Tz (I) Tj ET', 'I'],
    ['a letter stretched with all else', '9 0 0 1 0 0 cm BT /F1 20 Tf (I) Tj ET', 'I'],
    ['a letter higher than the field', 'BT /F1 99 Tf (I) Tj ET', 'I'],
    ['a letter made larger by a matrix', 'BT /F1 9 Tf 9 0 0 9 0 0 Tm (I) Tj ET', 'I'],
    ['letters of the colour of paper', 'BT 1 g /F1 20 Tf (III) Tj ET', 'III'],
    ['letters in two inks', 'BT 0.5 g /F1 20 Tf (MMM) Tj 0 g (900) Tj ET', 'MMM900'],
    ['letters in a restored ink', '1 0 0 rg q 0 g BT /F1 9 Tf (9) Tj ET Q BT /F1 9 Tf (0) Tj ET', '90'],
    ['letters that are lines', 'BT 1 Tr 40 w /F1 20 Tf (I) Tj ET', 'I'],
    ['a drawing in a letter', 'BT /Z 9 Tf (a) Tj ET', 'a', '<</Type/Font/Subtype/Type3>>'],
    [
      'a program of the attacker',
      'BT /Z 9 Tf (a) Tj ET',
      'a',
      '<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor<</FontFile2 12 0 R>>>>',
    ],
    [
      'a letter that is called otherwise',
      'BT /Z 9 Tf (a) Tj ET',
      'a',
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[97/bullet]>>>>',
    ],
  ])('%s', async (_name, drawing, value, font = PICTURES) => {
    await expectForeignCaught(bench, filled(drawing, value, font), 'visible-field-over-content');
  });

  test('in a box that is stretched over the field', async () => {
    const narrow = form('BT /F1 20 Tf (I) Tj ET').replace('0 0 175 30', '0 0 015 30');
    const objects = [
      [7, text('/V(I)/AP<</N 22 0 R>>')],
      [22, narrow],
    ] as const;
    const pdf = foreign.updated(2, { objects }, { bodies: { 7: text() } });
    await expectForeignCaught(bench, pdf, 'visible-field-over-content');
  });
});

describe('a state that waited', () => {
  const check = (more: string) =>
    `<</FT/Btn/Type/Annot/Subtype/Widget/T(Check)/P 3 0 R${OVER_TEXT}/AP<</N<</Yes 19 0 R/Off 20 0 R>>>>${more}>>`;
  const bodies = (before: string) => ({ 17: check(before), 19: COVER, 20: form('') });

  test.each([
    ['covers the text of the page', '/AS/Off', '/AS/Yes/V/Yes'],
    ['brings to light what another covered', '/AS/Yes/V/Yes', '/AS/Off/V/Off'],
  ])('%s', async (_name, before, after) => {
    for (const docMdp of [2, 3, null] as const) {
      const pdf = foreign.updated(docMdp, { objects: [[17, check(after)]] }, { bodies: bodies(before) });
      await expectForeignCaught(bench, pdf, 'visible-field-over-content');
    }
  });

  test('switched off, while the value says that it is on', async () => {
    const at = (more: string) => `<<${BODIES.check.replace('/AS/Off', more)}>>`;
    const bodies = { 17: at('/AS/Yes/V/Yes') };
    const off = foreign.updated(2, { objects: [[17, at('/AS/Off/V/Yes')]] }, { bodies });
    await expectForeignCaught(bench, off, 'appearance-without-value');
    await expectClean(foreign.updated(2, { objects: [[17, at('/AS/Off/V/Off')]] }, { bodies }));
  });
});

describe('letters whose meaning the font does not tell', () => {
  test('are no blank to fill in', async () => {
    const field = (more: string) => text(more);
    const objects = [
      [7, field('/V(9)/AP<</N 22 0 R>>')],
      [22, form('1 g 0 0 175 30 re f 0 g BT /F1 9 Tf (9) Tj ET')],
    ] as const;
    const bodies = {
      3: `<<${BODIES.page.replace('16 0 R', '20 0 R')}/Annots[${BODIES.annots}]>>`,
      6: streamText('', 'BT /F1 12 Tf 20 150 Td <000100020003> Tj ET'),
      7: field(''),
      20: '<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[21 0 R]>>',
      21: '<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>',
    };
    await expectForeignCaught(bench, foreign.updated(2, { objects }, { bodies }), 'visible-field-over-content');
  });
});

describe('rules to fill in', () => {
  const over = (line: string, rect: string) => {
    const field = (more: string) => `<</FT/Tx/Type/Annot/Subtype/Widget/T(Text)/P 3 0 R/Rect[${rect}]${more}>>`;
    const objects = [
      [7, field('/V(9)/AP<</N 22 0 R>>')],
      [22, form('1 g 0 0 175 30 re f 0 g BT /F1 9 Tf (9) Tj ET')],
    ] as const;
    const bodies = { 6: streamText('', `BT /F1 12 Tf 20 150 Td (${line}) Tj ET`), 7: field('') };
    return foreign.updated(2, { objects }, { bodies });
  };
  test('are there to be covered', async () => {
    await expectClean(over('Price: ..............................', '62 148 180 160'));
    await expectClean(over('______________________', '20 148 180 160'));
  });
  test.each(['Price: 1000 ..............', '............. Price: 1000', '______ 1000 _____'])(
    'but not the words beside them: %s',
    async (line) => {
      await expectForeignCaught(bench, over(line, '20 148 180 160'), 'visible-field-over-content');
    },
  );
});

describe('a value that goes', () => {
  test('and brings to light what its background covered', async () => {
    const bodies = { 7: text('/V(100)/AP<</N 19 0 R>>'), 19: form('1 g 0 0 175 30 re f 0 g BT /F1 9 Tf (100) Tj ET') };
    const objects = [
      [7, text('/V()/AP<</N 20 0 R>>')],
      [20, form('')],
    ] as const;
    await expectForeignCaught(bench, foreign.updated(2, { objects }, { bodies }), 'visible-field-over-content');
  });
});

describe('a frame and a filling for a field that viewers draw', () => {
  test('where it has no look of its own', async () => {
    const objects = [[7, text('/V(x)/MK<</BG[1 1 1]>>')]] as const;
    await expectForeignCaught(bench, foreign.updated(3, { objects }, { bodies: { 7: text() } }), 'field-changed');
  });
});

describe('a new signature over what the page shows beside its text', () => {
  const over = (rect: string, bodies: Readonly<Record<number, string>> = {}) =>
    foreign.signedAgain(foreign.signed(null, { bodies }), {
      objects: [
        withFields('20 0 R'),
        withAnnotations('20 0 R'),
        [20, `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/P 3 0 R/V 21 0 R/Rect[${rect}]/AP<</N 22 0 R>>>>`],
        [21, unsignedValue()],
        [22, COVER],
      ],
    });
  const FIELD = '60 10 90 20';
  const value = (more: string) => `<<${BODIES.text}${more}>>`;

  test.each<[string, string, Readonly<Record<number, string>>]>([
    ['the value of a field', FIELD, { 7: value('/V(100)/AP<</N 19 0 R>>'), 19: form('BT /F1 9 Tf (100) Tj ET') }],
    ['a value that viewers draw', FIELD, { 7: value('/V(100)') }],
    ['a stamp', '120 100 150 130', { 12: form('0 0 9 9 re f') }],
    ['a text that viewers draw', '120 100 150 130', { 18: '<</Type/Annot/Subtype/FreeText/Rect[120 100 150 130]>>' }],
  ])('%s', async (_name, rect, bodies) => {
    await expectForeignCaught(bench, over(rect, bodies), 'visible-field-over-content');
  });

  test('but a field without a value shows nothing', async () => {
    await expectClean(over(FIELD));
  });
});

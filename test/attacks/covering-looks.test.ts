import { describe, test } from '@jest/globals';
import { attackBench, expectForeignAmended, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments, unsignedValue, withAnnotations, withFields } from '../support/foreign.ts';
import { BODIES, streamText, type Update } from '../support/signed-document.ts';

/**
 * Looks that cover: form filling, another state of a button and a further signature may hide what the page showed when it
 * was signed. Every reader sees a look in its own way, so none is vouched for: where the signatures permit the change it is
 * named, however harmless it looks, and elsewhere it is suspect.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const OVER_TEXT = '/Rect[15 140 190 170]';
const form = (drawing: string) =>
  streamText('/Type/XObject/Subtype/Form/BBox[0 0 175 30]/Resources<</Font<</F1 16 0 R>>>>', drawing);
const COVER = form('1 g 0 0 175 30 re f');
const text = (more = '') => `<</FT/Tx/Type/Annot/Subtype/Widget/T(Text)/P 3 0 R${OVER_TEXT}${more}>>`;

describe('a value filled in', () => {
  const filled = (docMdp: 1 | 2 | 3 | null, look: string) =>
    foreign.updated(
      docMdp,
      {
        objects: [
          [7, text('/V(900)/AP<</N 22 0 R>>')],
          [22, look],
        ],
      },
      { bodies: { 7: text() } },
    );
  test.each([
    ['in plain letters', form('BT 0 g /F1 9 Tf (900) Tj ET')],
    ['with a letter as high as the page', form('BT 0 g /F1 99 Tf (900) Tj ET')],
    ['in the ink of the paper', form('BT 1 g /F1 20 Tf (900) Tj ET')],
    ['over a cover', COVER],
    ['in a pattern', form('/Pattern cs /P0 scn 0 0 175 30 re f')],
    ['that shows another value', form('BT 0 g /F1 9 Tf (100) Tj ET')],
    ['without a box that clips it', form('-500 -500 999 999 re f').replace('/BBox[0 0 175 30]', '')],
  ])('%s', async (_name, look) => {
    for (const docMdp of [2, 3, null] as const) await expectForeignAmended(bench, filled(docMdp, look), 'field-value');
    await expectForeignCaught(bench, filled(1, look), 'field-filled');
  });

  test('without a look: viewers draw it as they like', async () => {
    const change: Update = { objects: [[7, text('/V(900)/MK<</BG[1 1 1]>>')]] };
    const bodies = { 7: text() };
    await expectForeignAmended(bench, foreign.updated(2, change, { bodies }), 'field-value');
    await expectForeignCaught(bench, foreign.updated(1, change, { bodies }), 'field-filled');
  });

  test('that goes, and brings to light what its background covered', async () => {
    const bodies = { 7: text('/V(100)/AP<</N 19 0 R>>'), 19: COVER };
    const objects = [
      [7, text('/V()/AP<</N 20 0 R>>')],
      [20, form('')],
    ] as const;
    await expectForeignAmended(bench, foreign.updated(2, { objects }, { bodies }), 'field-value');
  });
});

describe('a look that changes below one that stays', () => {
  const bodies = {
    7: text('/V(100)/AP<</N 19 0 R>>'),
    19: form('/X Do').replace('/Font', '/XObject<</X 20 0 R>>/Font'),
    20: form('BT 0 g /F1 9 Tf (100) Tj ET'),
  };
  const nested: Update = { objects: [[20, form('BT 0 g /F1 9 Tf (900) Tj ET')]] };

  test('is no filling in', async () => {
    for (const docMdp of [1, 2] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, nested, { bodies }), 'appearance-without-value');
    for (const docMdp of [3, null] as const)
      await expectForeignAmended(bench, foreign.updated(docMdp, nested, { bodies }), 'field-value');
  });
});

describe('a state that waited', () => {
  const check = (more: string) =>
    `<</FT/Btn/Type/Annot/Subtype/Widget/T(Check)/P 3 0 R${OVER_TEXT}/AP<</N<</Yes 19 0 R/Off 20 0 R>>>>${more}>>`;
  const changed = (docMdp: 2 | 3 | null, before: string, after: string) =>
    foreign.updated(
      docMdp,
      { objects: [[17, check(after)]] },
      { bodies: { 17: check(before), 19: COVER, 20: form('') } },
    );

  test.each([
    ['covers the text of the page', '/AS/Off', '/AS/Yes/V/Yes'],
    ['brings to light what another covered', '/AS/Yes/V/Yes', '/AS/Off/V/Off'],
  ])('%s', async (_name, before, after) => {
    for (const docMdp of [2, 3, null] as const)
      await expectForeignAmended(bench, changed(docMdp, before, after), 'field-value');
  });

  test('is shown without being the value', async () => {
    await expectForeignCaught(bench, changed(2, '/AS/Off', '/AS/Yes'), 'appearance-without-value');
    await expectForeignAmended(bench, changed(null, '/AS/Off', '/AS/Yes'), 'field-value');
  });
});

describe('a further signature', () => {
  const over = (docMdp: 1 | 2 | 3 | null, rect: string, look = COVER) =>
    foreign.signedAgain(foreign.signed(docMdp), {
      objects: [
        withFields('20 0 R'),
        withAnnotations('20 0 R'),
        [20, `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/P 3 0 R/V 21 0 R/Rect ${rect}/AP<</N 22 0 R>>>>`],
        [21, unsignedValue()],
        [22, look],
      ],
    });

  test.each([
    ['over the text of the page', '[15 140 190 170]'],
    ['over the value of a field', '[60 10 90 20]'],
    ['beside everything', '[150 150 190 190]'],
    ['with corners exchanged', '[190 170 15 140]'],
    ['with a rectangle of five numbers', '[0 0 0 0 200]'],
    ['with a rectangle of null', '[0 0 0 null]'],
    ['with a rectangle of words', '/Everywhere'],
  ])('%s', async (_name, rect) => {
    for (const docMdp of [3, null] as const) await expectForeignAmended(bench, over(docMdp, rect), 'signature-look');
    await expectForeignCaught(bench, over(2, rect), 'visible-field-added');
    await expectForeignCaught(bench, over(1, rect), 'field-filled');
  });

  test('without an area, and with a look that some viewers draw all the same', async () => {
    for (const docMdp of [2, 3, null] as const)
      await expectForeignAmended(bench, over(docMdp, '[0 0 0 0]'), 'field-added');
    await expectForeignCaught(bench, over(1, '[0 0 0 0]'), 'field-filled');
  });
});

test('an ink that is that of the paper, or covers as black as ink, is a note like any other', async () => {
  const noted = (docMdp: 1 | 2 | 3 | null, more: string) =>
    foreign.updated(docMdp, {
      objects: [withAnnotations('20 0 R'), [20, `<</Type/Annot/P 3 0 R${OVER_TEXT}${more}>>`]],
    });
  for (const more of [
    '/Subtype/Ink/InkList[[20 150 180 150]]/C[1 1 1]/BS<</W 3>>',
    '/Subtype/Highlight/C[.4 .4 .4]/QuadPoints[20 140 180 140 20 170 180 170]',
  ]) {
    for (const docMdp of [3, null] as const) await expectForeignAmended(bench, noted(docMdp, more), 'annotation');
    for (const docMdp of [1, 2] as const) await expectForeignCaught(bench, noted(docMdp, more), 'annotation-added');
  }
});

test('a form of the page that a field shows, too, is the page', async () => {
  const bodies = {
    3: `<<${BODIES.page.replace('/Font', '/XObject<</X 19 0 R>>/Font')}/Annots[${BODIES.annots}]>>`,
    7: text('/AP<</N 19 0 R>>'),
    19: form(''),
  };
  const objects = [
    [7, text('/V(x)/AP<</N 19 0 R>>')],
    [19, COVER],
  ] as const;
  await expectForeignCaught(bench, foreign.updated(2, { objects }, { bodies }), 'page-changed');
});

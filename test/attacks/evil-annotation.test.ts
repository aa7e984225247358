import { describe, test } from '@jest/globals';
import { attackBench, expectCaught, expectForeignAmended, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments, withAnnotations } from '../support/foreign.ts';
import { BODIES, streamText } from '../support/signed-document.ts';
import { type Target, withEntry, withUpdate } from '../support/target.ts';

/**
 * Evil annotation attack (EAA): a certified document that permits annotations (P 3) gets some that look like content, or
 * hide it. Whether one hides something is not judged: where annotations are permitted each is named, below P 3 each is
 * suspect, and so is one that acts, or that was kept in the file until now.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const LOOK = streamText('/Type/XObject/Subtype/Form/BBox[0 0 200 200]', '1 g 0 0 200 200 re f');
const annotation = (more: string) => `<</Type/Annot/Rect[20 140 180 170]/P 3 0 R${more}>>`;
const added = (docMdp: 1 | 2 | 3 | null, more: string, objects: readonly (readonly [number, string])[] = []) =>
  foreign.updated(docMdp, { objects: [withAnnotations('20 0 R'), [20, annotation(more)], ...objects] });

/** Whatever they show. */
const NOTES: readonly (readonly [string, string])[] = [
  ['a remark', '/Subtype/Text/Contents(I agree)'],
  ['a link to the web', '/Subtype/Link/A<</S/URI/URI(x)>>'],
  ['a text over the page', '/Subtype/FreeText/Contents(forged)/DA(/F1 12 Tf 0 g)'],
  ['a stamp', '/Subtype/Stamp/Name/Approved'],
  ['a redaction', '/Subtype/Redact/IC[1 1 1]'],
  ['a filled square', '/Subtype/Square/IC[1 1 1]'],
  ['a mark with a look of its own', '/Subtype/Highlight/AP<</N 21 0 R>>'],
  ['a square of nothing but border', '/Subtype/Square/C[1 1 1]/BS<</W 90>>'],
  ['a thick line of the colour of paper', '/Subtype/Line/L[20 155 180 155]/C[1]/Border[0 0 30]'],
  ['a thick line by reference', '/Subtype/Line/L[20 155 180 155]/BS 22 0 R'],
  ['a white line', '/Subtype/Ink/InkList[[20 150 180 150]]/C[1 1 1]'],
  ['a line of no ink', '/Subtype/PolyLine/Vertices[20 150 180 150]/C[0 0 0 0]'],
  ['a highlight as black as ink', '/Subtype/Highlight/C[0 0 0]/QuadPoints[20 140 180 140 20 170 180 170]'],
  ['a line with a caption', '/Subtype/Line/L[20 155 180 155]/Cap true/Contents(forged)'],
  ['a link with a frame', '/Subtype/Link/Border[0 0 60]/C[1 1 1]'],
  ['a watermark', '/Subtype/Watermark'],
  ['a file', '/Subtype/FileAttachment/FS<</Type/Filespec/F(x)>>'],
  ['a cloud', '/Subtype/Polygon/Vertices[20 150 180 150]/BE<</S/C/I 90>>'],
  ['a mark with a file of its own', '/Subtype/Text/AF[<</Type/Filespec/F(x)>>]'],
  ['an unknown kind', '/Subtype/Evil'],
  ['no kind', ''],
];
/** They do something, or belong to what does. */
const ACTING: readonly (readonly [string, string])[] = [
  ['a link to somewhere else in the file', '/Subtype/Link/A<</S/GoTo/D[3 0 R/Fit]>>'],
  ['a script', '/Subtype/Link/A<</S/JavaScript/JS(x)>>'],
  ['an action after a link', '/Subtype/Link/A<</S/URI/URI(x)/Next<</S/JavaScript/JS(x)>>>>'],
  ['an action of its own', '/Subtype/Text/AA<</E<</S/JavaScript/JS(x)>>>>'],
  ['a film', '/Subtype/Movie'],
  ['a three-dimensional scene', '/Subtype/3D'],
  ['rich media', '/Subtype/RichMedia/RichMediaContent<<>>'],
  ['a mark in a layer', '/Subtype/Text/OC<</Type/OCG/Name(x)>>'],
  ['a widget without a field', '/Subtype/Widget/AP<</N 21 0 R>>'],
];

const LOOKS = [
  [21, LOOK],
  [22, '<</W 90>>'],
] as const;
const used = (more: string) => LOOKS.filter(([number]) => more.includes(`${number} 0 R`));

describe('a new annotation', () => {
  test.each(NOTES)('%s', async (_name, more) => {
    for (const docMdp of [3, null] as const)
      await expectForeignAmended(bench, added(docMdp, more, used(more)), 'annotation');
    for (const docMdp of [1, 2] as const)
      await expectForeignCaught(bench, added(docMdp, more, used(more)), 'annotation-added');
  });

  test.each(ACTING)('%s', async (_name, more) => {
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(bench, added(docMdp, more, used(more)), 'annotation-added');
  });
});

describe('an annotation that was there', () => {
  const STAMP = '<</Type/Annot/Subtype/Stamp/Rect[120 100 150 130]/P 3 0 R/AP<</N 21 0 R>>>>';
  const OWN_LOOK = { 18: STAMP, 21: streamText('/Type/XObject/Subtype/Form/BBox[0 0 9 9]', '0 0 9 9 re f') };
  test.each<[string, string, readonly [number, string]]>([
    ['a stamp moved over the text', 'annotation-changed', [18, STAMP.replace('120 100 150 130', '20 140 180 170')]],
    ['a stamp with another look', 'annotation-changed', [18, STAMP.replace('21 0 R', '19 0 R')]],
    ['a note that becomes a text', 'annotation-changed', [13, annotation('/Subtype/FreeText/Contents(x)')]],
    ['a note that gets a look', 'annotation-changed', [13, annotation('/Subtype/Text/AP<</N 19 0 R>>')]],
    ['the look of a stamp written over', 'annotation-changed', [21, LOOK]],
    [
      'a stamp that goes',
      'annotation-removed',
      [3, `<<${BODIES.page}/Annots[${BODIES.annots.replace(' 18 0 R', '')}]>>`],
    ],
  ])('%s', async (_name, code, object) => {
    const changed = (docMdp: 1 | 2 | 3 | null) =>
      foreign.updated(docMdp, { objects: [object] }, { bodies: { ...OWN_LOOK, 19: LOOK } });
    for (const docMdp of [3, null] as const) await expectForeignAmended(bench, changed(docMdp), 'annotation');
    for (const docMdp of [1, 2] as const) await expectForeignCaught(bench, changed(docMdp), code);
  });

  test.each<[string, readonly [number, string]]>([
    ['a note that gets a script', [13, annotation('/Subtype/Text/A<</S/JavaScript/JS(x)>>')]],
    ['a note that becomes a film', [13, annotation('/Subtype/Movie')]],
    ['the look of a stamp that the seal has, too', [12, LOOK]],
  ])('%s', async (_name, object) => {
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(
        bench,
        foreign.updated(docMdp, { objects: [object] }),
        object[0] === 12 ? 'signed-field-changed' : 'annotation-changed',
      );
  });

  test('the same annotation, made of an old object', async () => {
    const text = foreign.updated(
      3,
      { objects: [withAnnotations('19 0 R')] },
      { bodies: { 19: annotation('/Subtype/Text') } },
    );
    await expectForeignCaught(bench, text, 'annotation-added');
  });
});

describe('our own documents', () => {
  const withNote = (target: Target, more: string) => {
    const page = target.body(target.page);
    const list = /\/Annots\s*\[([^\]]*)\]/.exec(page);
    const body =
      list === null
        ? withEntry(page, `/Annots[${target.free} 0 R]`)
        : page.replace(list[0], `/Annots[${list[1]} ${target.free} 0 R]`);
    return withUpdate(target, [
      [target.page, body],
      [target.free, `<</Type/Annot/Rect[20 140 180 170]${more}>>`],
    ]);
  };
  test.each([...NOTES, ...ACTING].filter(([, more]) => !more.includes(' 0 R')))('%s', async (_name, more) => {
    await expectCaught(bench, withNote(bench.target, more), {
      verify: 'bytes-after-signature',
      inspect: 'annotation-added',
    });
  });
});

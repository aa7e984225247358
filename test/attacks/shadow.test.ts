import { describe, test } from '@jest/globals';
import {
  type Answers,
  attackBench,
  expectCaught,
  expectClean,
  expectForeignAmended,
  expectForeignCaught,
} from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { BODIES, streamText } from '../support/signed-document.ts';
import { type Target, withUpdate } from '../support/target.ts';

/**
 * Shadow attacks: a document is prepared before somebody signs it, so that a small update afterwards shows something else.
 * Hide: what lay over the content goes. Replace: an innocent-looking change exchanges letters, looks or values.
 * Hide and replace: a whole second document waits in the file for a new cross-reference section.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const look = (text: string, more = '') =>
  streamText(
    `/Type/XObject/Subtype/Form/BBox[0 0 30 10]/Resources<</Font<</F1 16 0 R>>>>${more}`,
    `0.9 g 0 0 30 10 re f 0 g BT /F1 8 Tf 2 2 Td ${text} Tj ET`,
  );
const field = (more: string) => `<<${BODIES.text}${more}>>`;
/** A text field that shows its value, as it was signed. */
const SHOWN = { 7: field('/V(100)/AP<</N 19 0 R>>'), 19: look('(100)') };
const signed = (docMdp: 1 | 2 | 3 | null) => foreign.signed(docMdp, { bodies: SHOWN });
const changed = (docMdp: 1 | 2 | 3 | null, objects: readonly (readonly [number, string])[]) =>
  foreign.updated(docMdp, { objects }, { bodies: SHOWN });

describe('hide', () => {
  /** An image, a form and a layer can each lie over the content: whatever it is, its object changes or goes. */
  test.each<[string, string, (target: Target) => Uint8Array]>([
    [
      'the object over the content freed',
      'page-changed',
      (target) => withUpdate(target, [], { freed: [target.content] }),
    ],
    [
      'the object over the content emptied',
      'page-changed',
      (target) => withUpdate(target, [[target.content, streamText('', '')]]),
    ],
    ['the object over the content null', 'page-changed', (target) => withUpdate(target, [[target.content, 'null']])],
    [
      'the page given fewer parts',
      'page-changed',
      (target) =>
        withUpdate(target, [
          [target.page, target.body(target.page).replace(`/Contents ${target.content} 0 R`, '/Contents []')],
        ]),
    ],
  ])('%s', async (_name, code, make) => {
    await expectCaught(bench, make(bench.target), { verify: 'bytes-after-signature', inspect: code });
  });

  const overlay = (more: string) => `<</Type/Annot/Rect[20 140 180 170]/P 3 0 R${more}>>`;
  const OVERLAY = { 13: overlay('/Subtype/Square/IC[1 1 1]/AP<</N 12 0 R>>') };
  test.each([
    ['an annotation over the content', OVERLAY[13]],
    ['a thick line of the colour of paper', overlay('/Subtype/Line/L[20 155 180 155]/C[1]/BS<</W 30>>')],
    ['a highlight as dark as ink', overlay('/Subtype/Highlight/C[0 0 0]/QuadPoints[20 140 180 140 20 170 180 170]')],
  ])('%s goes, or is hidden', async (_name, body) => {
    const gone = [[3, `<<${BODIES.page}/Annots[${BODIES.annots.replace('13 0 R ', '')}]>>`]] as const;
    const hidden = [[13, body.replace('/Rect', '/F 2/Rect')]] as const;
    const changed = (docMdp: 1 | 2 | 3 | null, objects: typeof gone | typeof hidden) =>
      foreign.updated(docMdp, { objects }, { bodies: { 13: body } });
    for (const docMdp of [3, null] as const)
      for (const objects of [gone, hidden]) await expectForeignAmended(bench, changed(docMdp, objects), 'annotation');
    for (const docMdp of [1, 2] as const) {
      await expectForeignCaught(bench, changed(docMdp, gone), 'annotation-removed');
      await expectForeignCaught(bench, changed(docMdp, hidden), 'annotation-changed');
    }
  });

  test('the widget of a field goes', async () => {
    const objects = [[3, `<<${BODIES.page}/Annots[${BODIES.annots.replace('7 0 R ', '')}]>>`]] as const;
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }), 'annotation-removed');
  });

  /** A real is no integer: viewers that ask for one pass over it, so what was hidden is seen, or a page stands upside down. */
  test('an integer made a real is another value: flags, a rotation', async () => {
    const hidden = { 13: OVERLAY[13].replace('/Rect', '/F 2/Rect') };
    const seen = [[13, hidden[13].replace('/F 2/', '/F 2.0/')]] as const;
    await expectForeignAmended(bench, foreign.updated(null, { objects: seen }, { bodies: hidden }), 'annotation');
    const turned = { 3: `<<${BODIES.page}/Annots[${BODIES.annots}]/Rotate 180>>` };
    const upright = [[3, turned[3].replace('180', '180.')]] as const;
    await expectForeignCaught(bench, foreign.updated(null, { objects: upright }, { bodies: turned }), 'page-changed');
  });

  test('a real may be written with other digits', async () => {
    const bodies = { 13: OVERLAY[13].replace('[20 140', '[20.5 140.0') };
    const objects = [[13, bodies[13].replace('[20.5 140.0', '[20.50 +140.')]] as const;
    await expectClean(foreign.updated(1, { objects }, { bodies }));
  });

  test('a layer switched off', async () => {
    const layers = (state: string) => `/OCProperties<</OCGs[20 0 R]/D<</${state}[20 0 R]>>>>`;
    const bodies = { 1: `<<${BODIES.catalog}${layers('ON')}>>`, 20: '<</Type/OCG/Name(x)>>' };
    const objects = [[1, `<<${BODIES.catalog}${layers('OFF')}>>`]] as const;
    await expectForeignCaught(bench, foreign.updated(null, { objects }, { bodies }), 'catalog-changed');
  });
});

describe('replace', () => {
  test('what it starts from is clean', async () => {
    for (const docMdp of [1, 2, 3, null] as const) await expectClean(signed(docMdp));
  });

  test.each<[string, string, string]>([
    ['another text', '/V(100)/AP<</N 20 0 R>>', look('(900)')],
    ['a second state', '/V(100)/AP<</N 19 0 R/D 20 0 R>>', look('(900)')],
    ['states to choose from', '/V(100)/AS/A/AP<</N<</A 20 0 R>>>>', look('(900)')],
    ['drawn figures beside hidden letters', '/V(100)/AP<</N 20 0 R>>', look('3 Tr 1 1 m 9 9 l S (100)')],
    ['an image', '/V(100)/AP<</N 20 0 R>>', look('(100)').replace('/Font<<', '/XObject<</X 12 0 R>>/Font<<')],
    ['letters outside the box', '/V(100)/AP<</N 20 0 R>>', look('(100)').replace('[0 0 30 10]', '[900 0 930 10]')],
    ['letters of the colour behind them', '/V(100)/AP<</N 20 0 R>>', look('0.9 g (100)')],
    ['a layer', '/V(100)/AP<</N 20 0 R>>', look('(100)', '/OC<</Type/OCG/Name(x)>>')],
  ])('a look without a value: %s', async (_name, more, body) => {
    const objects = [
      [7, field(more)],
      [20, body],
    ] as const;
    for (const docMdp of [3, null] as const) await expectForeignAmended(bench, changed(docMdp, objects), 'field-value');
    await expectForeignCaught(bench, changed(2, objects), 'appearance-without-value');
    await expectForeignCaught(bench, changed(1, objects), 'field-filled');
  });

  test('the look written over', async () => {
    for (const look9 of [look('(900)'), look('(100)').replace('0.9 g', '0.8 g')]) {
      for (const docMdp of [1, 2] as const)
        await expectForeignCaught(bench, changed(docMdp, [[19, look9]]), 'appearance-without-value');
      for (const docMdp of [3, null] as const)
        await expectForeignAmended(bench, changed(docMdp, [[19, look9]]), 'field-value');
    }
  });

  test('a value that the look does not show', async () => {
    const objects = [[7, field('/V(900)/AP<</N 19 0 R>>')]] as const;
    for (const docMdp of [2, 3, null] as const)
      await expectForeignAmended(bench, changed(docMdp, objects), 'field-value');
    await expectForeignCaught(bench, changed(1, objects), 'field-filled');
  });

  test('a font of the page, and one of the form', async () => {
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(
        bench,
        changed(docMdp, [[16, '<</Type/Font/Subtype/Type1/BaseFont/Swapped>>']]),
        'page-changed',
      );
  });
});

describe('hide and replace', () => {
  test('a second page content waits outside of the table', async () => {
    const text = foreign.signed(null, {
      bodies: { 19: `(x)\nendobj\n6 0 obj\n${streamText('', 'BT (forged) Tj ET')}` },
    });
    await expectForeignCaught(bench, text, 'object-outside-xref');
  });

  test('a table that leads to what waited', async () => {
    const waiting = `(x)\nendobj\n6 0 obj\n${streamText('', 'BT (forged) Tj ET')}`;
    const text = foreign.signed(null, { bodies: { 19: waiting } });
    const at = text.lastIndexOf('6 0 obj', text.indexOf('xref\n'));
    const prev = /startxref\n(\d+)/.exec(text)?.[1];
    const row = `${String(at).padStart(10, '0')} 00000 n \n`;
    const tail = `xref\n6 1\n${row}trailer\n<</Size 60/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Prev ${prev}>>\nstartxref\n${text.length}\n%%EOF\n`;
    await expectForeignCaught(bench, text + tail, 'page-changed');
  });

  test('a second catalog waits in the file', async () => {
    const bodies = {
      19: '<</Type/Catalog/Pages 21 0 R/AcroForm 9 0 R>>',
      21: '<</Type/Pages/Kids[22 0 R]/Count 1>>',
      22: '<</Type/Page/Parent 21 0 R/MediaBox[0 0 9 9]>>',
    };
    const trailer = '/Root 19 0 R/Info 10 0 R/ID[<aa><cc>]';
    const text = foreign.updated(null, { objects: [], trailer }, { bodies });
    await expectForeignCaught(bench, text, 'root-repointed');
  });
});

describe('our own documents, which have no form to prepare', () => {
  const AFTER: Answers = { verify: 'bytes-after-signature', inspect: 'signed-field-changed' };

  test('the look of the seal', async () => {
    const { target } = bench;
    const number = Number(/\/AP\s*<<\s*\/N (\d+) 0 R/.exec(target.body(target.field))?.[1]);
    await expectCaught(bench, withUpdate(target, [[number, look('(forged)')]]), AFTER);
    const body = target.body(target.field).replace(/\/Rect\s*\[[^\]]*\]/, '/Rect [0 0 600 800]');
    await expectCaught(bench, withUpdate(target, [[target.field, body]]), AFTER);
  });

  test('an object put before the table', async () => {
    const at = bench.target.text.lastIndexOf('xref\n', bench.target.text.lastIndexOf('startxref') - 1);
    const text = `${bench.target.text.slice(0, at)}900 0 obj\nnull\nendobj\n${bench.target.text.slice(at)}`;
    await expectCaught(bench, latin1Bytes(text), { verify: 'file-malformed', inspect: 'file-malformed' });
  });
});

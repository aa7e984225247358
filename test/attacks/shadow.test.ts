import { describe, test } from '@jest/globals';
import type { ChangeCode } from '#core/validation/inspection.ts';
import { type Answers, attackBench, expectCaught, expectClean, expectForeignCaught } from '../support/attack.ts';
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

  const OVERLAY = { 13: '<</Type/Annot/Subtype/Square/IC[1 1 1]/AP<</N 12 0 R>>/Rect[20 140 180 170]/P 3 0 R>>' };
  test.each([1, 2, 3, null] as const)('an annotation over the content goes, DocMDP %s', async (docMdp) => {
    const objects = [[3, `<<${BODIES.page}/Annots[${BODIES.annots.replace('13 0 R ', '')}]>>`]] as const;
    await expectForeignCaught(bench, foreign.updated(docMdp, { objects }, { bodies: OVERLAY }), 'annotation-removed');
    const hidden = [[13, OVERLAY[13].replace('/Rect', '/F 2/Rect')]] as const;
    await expectForeignCaught(
      bench,
      foreign.updated(docMdp, { objects: hidden }, { bodies: OVERLAY }),
      'annotation-changed',
    );
  });

  test.each([
    ['a thick line of the colour of paper', '/Subtype/Line/L[20 155 180 155]/C[1]/BS<</W 30>>'],
    ['a highlight as dark as ink', '/Subtype/Highlight/C[0 0 0]/QuadPoints[20 140 180 140 20 170 180 170]'],
  ])('%s goes', async (_name, more) => {
    const bodies = { 13: `<</Type/Annot/Rect[20 140 180 170]/P 3 0 R${more}>>` };
    const objects = [[3, `<<${BODIES.page}/Annots[${BODIES.annots.replace('13 0 R ', '')}]>>`]] as const;
    for (const docMdp of [3, null] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }, { bodies }), 'annotation-removed');
  });

  /** A real is no integer: viewers that ask for one pass over it, so what was hidden is seen, or a page stands upside down. */
  test.each<[string, ChangeCode, Readonly<Record<number, string>>, number, string, string]>([
    ['flags', 'annotation-changed', { 13: OVERLAY[13].replace('/Rect', '/F 2/Rect') }, 13, '/F 2/', '/F 2.0/'],
    ['a rotation', 'page-changed', { 3: `<<${BODIES.page}/Annots[${BODIES.annots}]/Rotate 180>>` }, 3, '180', '180.'],
  ])('an integer made a real: %s', async (_what, code, bodies, number, before, after) => {
    const objects = [[number, (bodies[number] ?? '').replace(before, after)]] as const;
    await expectForeignCaught(bench, foreign.updated(null, { objects }, { bodies }), code);
  });

  test('but a length may be written in either way', async () => {
    const objects = [[13, OVERLAY[13].replace('[20 140', '[20.0 140.00')]] as const;
    await expectClean(foreign.updated(null, { objects }, { bodies: OVERLAY }));
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

  test.each([2, 3, null] as const)(
    'a value filled in with the look that shows it is allowed, DocMDP %s',
    async (docMdp) => {
      await expectClean(
        changed(docMdp, [
          [7, field('/V(200)/AP<</N 20 0 R>>')],
          [20, look('(200)')],
        ]),
      );
    },
  );

  test.each<[string, string, string]>([
    ['another text', '/V(100)/AP<</N 20 0 R>>', look('(900)')],
    ['a second state', '/V(100)/AP<</N 19 0 R/D 20 0 R>>', look('(900)')],
    ['states to choose from', '/V(100)/AS/A/AP<</N<</A 20 0 R>>>>', look('(900)')],
    [
      'drawn figures beside hidden letters',
      '/V(100)/AP<</N 20 0 R>>',
      look('(100)').replace('BT', '3 Tr 1 1 m 9 9 l S BT').replace('/Length 65', '/Length 85'),
    ],
    ['an image', '/V(100)/AP<</N 20 0 R>>', look('(100)').replace('/Font<<', '/XObject<</X 12 0 R>>/Font<<')],
    ['letters outside the box', '/V(100)/AP<</N 20 0 R>>', look('(100)').replace('[0 0 30 10]', '[900 0 930 10]')],
    [
      'letters of the colour behind them',
      '/V(100)/AP<</N 20 0 R>>',
      look('(100)').replace(' 0 g ', ' 0.9 g').replace('/Length 63', '/Length 64'),
    ],
    ['a layer', '/V(100)/AP<</N 20 0 R>>', look('(100)', '/OC<</Type/OCG/Name(x)>>')],
  ])('a look without a value: %s', async (_name, more, body) => {
    const objects = [
      [7, field(more)],
      [20, body],
    ] as const;
    await expectForeignCaught(
      bench,
      changed(null, objects),
      _name.startsWith('states') ? 'field-changed' : 'appearance-without-value',
    );
  });

  test('the look written over', async () => {
    for (const docMdp of [2, 3, null] as const)
      await expectForeignCaught(bench, changed(docMdp, [[19, look('(900)')]]), 'appearance-without-value');
  });

  test('a look in other colours is the same look', async () => {
    await expectClean(changed(2, [[19, look('(100)').replace('0.9 g', '0.8 g')]]));
  });

  const painted = (drawing: string, resources = '') =>
    streamText(
      `/Type/XObject/Subtype/Form/BBox[0 0 30 10]/Resources<</Font<</F1 16 0 R>>${resources}>>`,
      `${drawing} BT /F1 8 Tf 2 2 Td (100) Tj ET`,
    );
  const BACK = '0 0 30 10 re f';
  test.each<[string, string, string, string?]>([
    ['a figure of the colour of paper comes to light', `1 g 1 1 1 8 re f 1 0 0 rg`, `0 g 1 1 1 8 re f 1 0 0 rg`],
    ['a figure on the background', `1 g ${BACK} 1 g 1 1 1 8 re f 1 0 0 rg`, `1 g ${BACK} 0 g 1 1 1 8 re f 1 0 0 rg`],
    ['by another background', `1 g ${BACK} 1 g 1 1 1 8 re f 1 0 0 rg`, `0 g ${BACK} 1 g 1 1 1 8 re f 1 0 0 rg`],
    [
      'a line by another background',
      `1 g ${BACK} 1 G 1 1 m 1 9 l S 1 0 0 rg`,
      `0 g ${BACK} 1 G 1 1 m 1 9 l S 1 0 0 rg`,
    ],
    ['letters that were hidden', `1 g ${BACK} 1 g`, `0 g ${BACK} 1 g`],
    ['letters go, in a colour that viewers take for black', `1 g ${BACK} 0 g`, `-5 g ${BACK} 0 g`],
    ['letters go that are lines', `1 g ${BACK} 1 Tr 0.5 G 1 0 0 rg`, `0.5 g ${BACK} 1 Tr 0.5 G 1 0 0 rg`],
    ['letters in a colour of the resources', `1 g ${BACK} 0.5 g /C cs 0 sc`, `0 g ${BACK} 0.5 g /C cs 0 sc`],
    ['a background clipped to a figure', `1 1 1 8 re W n 1 g ${BACK} 1 0 0 rg`, `1 1 1 8 re W n 0 g ${BACK} 1 0 0 rg`],
    [
      'a background that is placed elsewhere',
      `.1 0 0 1 0 0 cm 1 g ${BACK} 1 0 0 rg`,
      `.1 0 0 1 0 0 cm 0 g ${BACK} 1 0 0 rg`,
    ],
    ['colours that are others', `0 0 1 rg ${BACK} 1 g`, `1 0 0 rg ${BACK} 1 g`, '/ColorSpace<</DefaultRGB 16 0 R>>'],
  ])('a look of the same shapes in other colours: %s', async (_name, before, after, resources = '') => {
    const bodies = { ...SHOWN, 19: painted(before, resources) };
    const update = { objects: [[19, painted(after, resources)]] as const };
    await expectForeignCaught(bench, foreign.updated(2, update, { bodies }), 'appearance-without-value');
  });

  test('a field with a frame may get another background', async () => {
    const frame = '0 G 1 1 28 8 re S 0 g';
    const bodies = { ...SHOWN, 19: painted(`0 1 0 rg ${BACK} ${frame}`) };
    const update = { objects: [[19, painted(`1 1 0 rg ${BACK} ${frame}`)]] as const };
    await expectClean(foreign.updated(2, update, { bodies }));
  });

  test('a value that the look does not show', async () => {
    await expectForeignCaught(
      bench,
      changed(null, [[7, field('/V(900)/AP<</N 19 0 R>>')]]),
      'appearance-differs-from-value',
    );
  });

  test('a font of the page, and one of the form', async () => {
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(
        bench,
        changed(docMdp, [[16, '<</Type/Font/Subtype/Type1/BaseFont/Swapped>>']]),
        'page-changed',
      );
  });

  test('a font that fields are to be drawn with anew', async () => {
    const form = `<</Fields[${BODIES.fields}]/SigFlags 3/NeedAppearances true/DR<</Font<</F1 16 0 R`;
    const bodies = { 9: `${form}>>>>>>` };
    const objects = [
      [9, `${form}/Helv 20 0 R>>>>>>`],
      [20, '<</Type/Font/Subtype/Type3>>'],
    ] as const;
    await expectForeignCaught(bench, foreign.updated(2, { objects }, { bodies }), 'form-changed');
    const painted = [[9, `${form}>>>>/DA(1 g /F1 8 Tf)>>`]] as const;
    await expectForeignCaught(bench, foreign.updated(2, { objects: painted }, { bodies }), 'form-changed');
  });

  test('a state that its value is not', async () => {
    for (const docMdp of [2, 3, null] as const) {
      const ticked = BODIES.check.replace('/AS/Off', '/AS/Yes');
      await expectForeignCaught(
        bench,
        foreign.updated(docMdp, { objects: [[17, `<<${ticked}>>`]] }),
        'appearance-without-value',
      );
      await expectClean(foreign.updated(docMdp, { objects: [[17, `<<${ticked}/V/Yes>>`]] }));
    }
  });

  test('a field that nobody fills in', async () => {
    const bodies = { 7: field('/Ff 1/V(100)') };
    await expectForeignCaught(
      bench,
      foreign.updated(2, { objects: [[7, field('/Ff 1/V(900)')]] }, { bodies }),
      'field-changed',
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

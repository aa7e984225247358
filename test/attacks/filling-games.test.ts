import { deflateSync } from 'node:zlib';
import { describe, test } from '@jest/globals';
import { attackBench, expectClean, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { latin1Bytes, latin1Text } from '../support/pdf-writer.ts';
import { BODIES, streamText } from '../support/signed-document.ts';

/**
 * Games with filling in: the value of a field, its look, its state, the options that it marks and what its widgets say of
 * themselves are several tellings of one thing. Viewers and programs go by different ones: all of them must agree.
 */
const bench = attackBench();
const foreign = foreignDocuments();

type Bodies = Readonly<Record<number, string>>;
type Objects = readonly (readonly [number, string])[];
const look = (text: string) =>
  streamText(
    '/Type/XObject/Subtype/Form/BBox[0 0 30 10]/Resources<</Font<</F1 16 0 R>>>>',
    `0 g BT /F1 8 Tf 2 2 Td (${text}) Tj ET`,
  );
const filled = (objects: Objects, bodies: Bodies) => foreign.updated(2, { objects }, { bodies });

describe('a text field', () => {
  const text = (more: string) => `<<${BODIES.text}${more}>>`;
  const fill = (more: string, objects: Objects = []) => filled([[7, text(more)], ...objects], { 7: text('') });

  test.each<[string, string, string, Objects]>([
    ['a marked up text that nobody asked for', 'field-changed', '/V(9)/RV(<p>900</p>)', []],
    ['a name for its value', 'field-changed', '/V/Yes', []],
    ['states to choose from', 'appearance-without-value', '/V(9)/AP<</N<</A 20 0 R>>>>', [[20, look('9')]]],
    [
      'another look under the pointer',
      'appearance-without-value',
      '/V(9)/AP<</N 19 0 R/R 20 0 R>>',
      [
        [19, look('9')],
        [20, look('900')],
      ],
    ],
    [
      'another look while it is pressed',
      'appearance-without-value',
      '/V(9)/AP<</N 19 0 R/D 20 0 R>>',
      [
        [19, look('9')],
        [20, look('900')],
      ],
    ],
  ])('with %s', async (_name, code, more, objects) => {
    await expectForeignCaught(bench, fill(more, objects), code);
  });

  test('whose look is decoded otherwise now', async () => {
    const drawn = ' 1 0 0 rg 0 0 30 10 re f';
    const first = '0.9 g 0 0 30 10 re f 0 g BT /F1 8 Tf 2 2 Td (100) Tj ET %';
    const columns = first.length + drawn.length;
    const row = first.padEnd(columns, 'x');
    const up = `\n${drawn.padStart(columns - 1)}`;
    const rest = [...up].map((letter, at) => String.fromCharCode((letter.charCodeAt(0) - row.charCodeAt(at)) & 255));
    const data = latin1Text(deflateSync(latin1Bytes(`\0${row}\x02${rest.join('')}`)));
    const bodies = {
      7: text('/V(100)/AP<</N 19 0 R>>'),
      19: streamText(
        '/Type/XObject/Subtype/Form/BBox[0 0 30 10]/Resources<</Font<</F1 16 0 R>>>>/Filter/FlateDecode/DecodeParms 21 0 R',
        data,
      ),
      21: '<</Predictor 1>>',
    };
    await expectClean(filled([], bodies));
    const objects = [[21, `<</Predictor 12/Columns ${columns}>>`]] as const;
    await expectForeignCaught(bench, filled(objects, bodies), 'appearance-without-value');
  });

  test('whose widget gets a value of its own', async () => {
    const widget = (more: string) => `<</Type/Annot/Subtype/Widget/Parent 7 0 R/Rect[60 10 90 20]/P 3 0 R${more}>>`;
    const bodies = {
      3: `<<${BODIES.page}/Annots[${BODIES.annots.replace('7 0 R', '22 0 R')}]>>`,
      7: '<</FT/Tx/T(Text)/V(100)/Kids[22 0 R]>>',
      19: look('100'),
      22: widget('/AP<</N 19 0 R>>'),
    };
    const own = [
      [22, widget('/V(900)/AP<</N 20 0 R>>')],
      [20, look('900')],
    ] as const;
    await expectForeignCaught(bench, filled(own, bodies), 'field-changed');
    const whole = [
      [7, bodies[7].replace('100', '900')],
      [22, widget('/AP<</N 20 0 R>>')],
      [20, look('900')],
    ] as const;
    await expectClean(filled(whole, bodies));
  });

  test('that a script formats may show its value otherwise', async () => {
    const scripted = (more: string) => text(`/AA<</F<</S/JavaScript/JS(x)>>>>${more}`);
    const objects = [
      [7, scripted('/V(1000)/AP<</N 20 0 R>>')],
      [20, look('1,000.00')],
    ] as const;
    await expectClean(filled(objects, { 7: scripted('') }));
  });
});

describe('a choice', () => {
  const FLAGS = { combo: '/Ff 131072', list: '' } as const;
  const choice = (kind: keyof typeof FLAGS, more: string) =>
    `<<${BODIES.text.replace('/Tx', '/Ch')}${FLAGS[kind]}/Opt[[(a)(One hundred)][(b)(Nine hundred)]]${more}>>`;
  const fill = (kind: keyof typeof FLAGS, more: string, shown: string, before = '') =>
    filled(
      [
        [7, choice(kind, more)],
        [20, look(shown)],
      ],
      { 7: choice(kind, before), ...(before === '' ? {} : { 19: look('One hundred') }) },
    );

  test('shows the name of its option', async () => {
    await expectClean(fill('combo', '/V(a)/I[0]/AP<</N 20 0 R>>', 'One hundred'));
    await expectForeignCaught(
      bench,
      fill('combo', '/V(a)/AP<</N 20 0 R>>', 'Nine hundred'),
      'appearance-without-value',
    );
  });

  test('that is open shows all of them', async () => {
    await expectClean(fill('list', '/V(a)/I[0]/AP<</N 20 0 R>>', 'One hundredNine hundred'));
  });

  test.each(['/I[1]', '/I[0 1]', '/I[7]', '/I 0'])('marks no other option: %s', async (marks) => {
    await expectForeignCaught(bench, fill('list', `/V(a)${marks}/AP<</N 20 0 R>>`, 'One'), 'field-changed');
  });

  test('of another option keeps no old look', async () => {
    const stale = filled([[7, choice('combo', '/V(b)/AP<</N 19 0 R>>')]], {
      7: choice('combo', '/V(a)/AP<</N 19 0 R>>'),
      19: look('One hundred'),
    });
    await expectForeignCaught(bench, stale, 'appearance-without-value');
  });
});

describe('a button', () => {
  test('with a value that its state is not', async () => {
    await expectForeignCaught(bench, filled([[17, `<<${BODIES.check}/V/Yes>>`]], {}), 'appearance-without-value');
  });

  const radio = (number: number, state: string, on: string, more = '') =>
    [
      number,
      `<</Type/Annot/Subtype/Widget/Parent 17 0 R/AS/${state}/Rect[60 70 70 80]/P 3 0 R/AP<</N<</${on} 12 0 R/Off 12 0 R>>>>${more}>>`,
    ] as const;
  const group = (value: string) => [17, `<</FT/Btn/Ff 49152/T(Check)/V/${value}/Kids[22 0 R 23 0 R]>>`] as const;
  const bodies = {
    3: `<<${BODIES.page}/Annots[${BODIES.annots.replace('17 0 R', '22 0 R 23 0 R')}]>>`,
    ...Object.fromEntries([group('A'), radio(22, 'A', 'A'), radio(23, 'Off', 'B')]),
  };

  test('of which another one is chosen', async () => {
    await expectClean(filled([group('B'), radio(22, 'Off', 'A'), radio(23, 'B', 'B')], bodies));
  });

  test.each<[string, string, Objects]>([
    ['none shows it', 'appearance-without-value', [group('B')]],
    ['both are on', 'appearance-without-value', [group('B'), radio(23, 'B', 'B')]],
    ['the one that is on goes off', 'appearance-without-value', [radio(22, 'Off', 'A')]],
    ['a widget has a value of its own', 'field-changed', [radio(23, 'B', 'B', '/V/B')]],
  ])('of which another one is chosen, but %s', async (_name, code, objects) => {
    await expectForeignCaught(bench, filled(objects, bodies), code);
  });
});

import { deflateSync } from 'node:zlib';
import { describe, test } from '@jest/globals';
import { attackBench, expectClean, expectForeignAmended, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { latin1Bytes, latin1Text } from '../support/pdf-writer.ts';
import { BODIES, streamText } from '../support/signed-document.ts';

/**
 * Games with filling in: the value of a field, its look, its state, the options that it marks and what its widgets say of
 * themselves are several tellings of one thing, and viewers go by different ones. Whether they agree is not judged: a field
 * that was filled in is named. What is no filling in is suspect where only that is permitted.
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

  test.each<[string, string, Objects]>([
    ['a marked up text that nobody asked for', '/V(9)/RV(<p>900</p>)', []],
    ['a name for its value', '/V/Yes', []],
    ['states to choose from', '/V(9)/AP<</N<</A 20 0 R>>>>', [[20, look('9')]]],
    [
      'another look under the pointer',
      '/V(9)/AP<</N 19 0 R/R 20 0 R>>',
      [
        [19, look('9')],
        [20, look('900')],
      ],
    ],
  ])('with %s', async (_name, more, objects) => {
    await expectForeignAmended(bench, fill(more, objects), 'field-value');
  });

  test.each([
    ['moved', text('/V(9)').replace('[60 10 90 20]', '[0 0 200 200]')],
    ['given a script', text('/V(9)/AA<</K<</S/JavaScript/JS(x)>>>>')],
    ['given an action', text('/V(9)/A<</S/URI/URI(x)>>')],
    ['made another kind of field', text('/V(9)').replace('/Tx', '/Ch')],
    ['made a password', text('/V(9)/Ff 8192')],
    ['renamed', text('/V(9)').replace('(Text)', '(Tent)')],
    ['hidden', text('/V(9)/F 2')],
  ])('%s along with its value', async (_how, body) => {
    await expectForeignCaught(bench, filled([[7, body]], { 7: text('') }), 'field-changed');
  });

  test('that nobody may fill in any more', async () => {
    await expectForeignAmended(bench, filled([[7, text('/V(9)/Ff 1')]], { 7: text('') }), 'field-value');
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
    await expectForeignAmended(bench, filled(whole, bodies), 'field-value');
  });
});

describe('a button', () => {
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

  test.each<[string, Objects]>([
    ['in all that tells of it', [group('B'), radio(22, 'Off', 'A'), radio(23, 'B', 'B')]],
    ['but none shows it', [group('B')]],
    ['but both are on', [group('B'), radio(23, 'B', 'B')]],
  ])('of which another one is chosen, %s', async (_name, objects) => {
    await expectForeignAmended(bench, filled(objects, bodies), 'field-value');
  });

  test.each<[string, string, Objects]>([
    ['only the one that is on goes off', 'appearance-without-value', [radio(22, 'Off', 'A')]],
    ['a widget has a value of its own', 'field-changed', [radio(23, 'B', 'B', '/V/B')]],
  ])('of which %s', async (_name, code, objects) => {
    await expectForeignCaught(bench, filled(objects, bodies), code);
  });
});

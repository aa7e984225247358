import { describe, test } from '@jest/globals';
import { attackBench, expectClean, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { BODIES, streamText } from '../support/signed-document.ts';

/**
 * Default resources of a form may grow for new looks. What viewers draw from them must stay: values of fields without a look
 * of their own, and looks that name a font which they do not bring.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const EVIL = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[48/nine]>>>>';
const form = (more: string) => `<</Fields[${BODIES.fields}]/SigFlags 3${more}>>`;
const DR = (more = '') => `/DR<</Font<</F1 16 0 R${more}>>>>`;
const value = (more: string) => ({ 7: `<<${BODIES.text}/V(1000)${more}>>` });
const grown = (font: string, bodies: Readonly<Record<number, string>>, name = 'F9') =>
  foreign.updated(
    2,
    {
      objects: [
        [9, form(DR(`/${name} 20 0 R`))],
        [20, font],
      ],
    },
    { bodies },
  );

describe('a font in a name that was missing', () => {
  const look = streamText('/Type/XObject/Subtype/Form/BBox[0 0 30 10]', 'BT /F9 8 Tf (1000) Tj ET');
  const AWAITING: readonly (readonly [string, Readonly<Record<number, string>>])[] = [
    ['a field without a look', value('/DA(/F9 8 Tf 0 g)')],
    ['a look without fonts', { ...value('/AP<</N 19 0 R>>'), 19: look }],
    ['every field', { ...value(''), 9: form(`${DR()}/DA(/F9 8 Tf 0 g)`) }],
    ['a field, in a form without resources', { ...value('/DA(/F9 8 Tf 0 g)'), 9: form('') }],
  ];

  test.each(AWAITING)('which awaits %s', async (_name, bodies) => {
    const defaults = bodies[9]?.includes('/DA') ? '/DA(/F9 8 Tf 0 g)' : '';
    const objects = [
      [9, form(DR('/F9 20 0 R') + defaults)],
      [20, EVIL],
    ] as const;
    for (const docMdp of [2, 3, null] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }, { bodies }), 'form-changed');
  });

  test.each<[string, string, string]>([
    ['a text font of the viewer', 'F9', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>'],
    [
      'with letters beyond ASCII called by name',
      'F9',
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[24/breve/caron 39/quotesingle 96/grave 128/bullet]>>>>',
    ],
    ['the pictures of check boxes', 'ZaDb', '<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats/Name/ZaDb>>'],
  ])('may be %s', async (_name, name, font) => {
    await expectClean(grown(font, value(`/DA(/${name} 8 Tf 0 g)`), name));
  });

  test('that nobody awaits may be any', async () => {
    await expectClean(grown(EVIL, value('/DA(/F1 8 Tf 0 g)')));
  });

  test.each([
    ['pictures', '<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>'],
    ['a composite font', '<</Type/Font/Subtype/Type0/BaseFont/Helvetica>>'],
    ['one with a program', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FontDescriptor<</FontFile 12 0 R>>>>'],
  ])('is not to be %s', async (_name, font) => {
    await expectForeignCaught(bench, grown(font, value('/DA(/F9 8 Tf 0 g)')), 'form-changed');
  });
});

describe('a default appearance where there was none', () => {
  const dressed = (appearance: string) =>
    foreign.updated(2, { objects: [[9, form(`${DR()}/DA(${appearance})`)]] }, { bodies: value('') });
  test.each(['/F1 1 Tf 0 g', '/F1 12 Tf 1 g', '/F1 12 Tf 0 g 3 Tr', '/F1 12 Tf 0 g % (x)'])(
    '%s',
    async (appearance) => {
      await expectForeignCaught(bench, dressed(appearance), 'form-changed');
    },
  );
  test('that is what viewers take anyway', async () => {
    await expectClean(dressed('/F1 0 Tf 0 g '));
  });
});

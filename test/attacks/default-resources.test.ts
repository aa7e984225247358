import { describe, test } from '@jest/globals';
import { attackBench, expectForeignAmended, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { BODIES } from '../support/signed-document.ts';

/**
 * Default resources of a form (/DR, /DA): viewers draw fields from them, so an update of them may change what is shown.
 * What is there stays; what is added is named as a change of the form.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const form = (more: string) => `<</Fields[${BODIES.fields}]/SigFlags 3${more}>>`;
const DR = (more = '') => `/DR<</Font<</F1 16 0 R${more}>>>>`;
const EVIL = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[48/nine]>>>>';
const bodies = { 7: `<<${BODIES.text}/V(1000)/DA(/F9 8 Tf 0 g)>>` };
const grown = (docMdp: 1 | 2 | 3 | null, body: string) =>
  foreign.updated(
    docMdp,
    {
      objects: [
        [9, body],
        [20, EVIL],
      ],
    },
    { bodies },
  );

test.each([
  ['a font in a name that was missing', form(DR('/F9 20 0 R'))],
  ['a default appearance where there was none', form(`${DR()}/DA(/F1 12 Tf 1 g)`)],
])('%s is a change of the form', async (_name, body) => {
  const objects = body.includes('20 0 R') ? [[20, EVIL] as const] : [];
  for (const docMdp of [2, 3, null] as const)
    await expectForeignAmended(
      bench,
      foreign.updated(docMdp, { objects: [[9, body], ...objects] }, { bodies }),
      'form',
    );
  await expectForeignCaught(
    bench,
    foreign.updated(1, { objects: [[9, body], ...objects] }, { bodies }),
    'form-changed',
  );
});

describe('what was there', () => {
  test.each([
    ['a font replaced', form('/DR<</Font<</F1 20 0 R>>>>')],
    ['a font taken away', form('/DR<</Font<<>>/More 20 0 R>>')],
    ['another kind of resource', form('/DR 20 0 R')],
    ['other resources', form('/XFA 20 0 R')],
  ])('%s', async (_name, body) => {
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(bench, grown(docMdp, body), 'form-changed');
  });

  test('a font of the form alone, written over', async () => {
    const own = { 9: form('/DR<</Font<</F9 19 0 R>>>>'), 19: '<</Type/Font/Subtype/Type1/BaseFont/Courier>>' };
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(
        bench,
        foreign.updated(docMdp, { objects: [[19, EVIL]] }, { bodies: own }),
        'form-changed',
      );
  });
});

test('viewers that are told to draw all fields anew', async () => {
  const objects = [[9, form(`${DR()}/NeedAppearances true`)]] as const;
  for (const docMdp of [1, 2] as const)
    await expectForeignCaught(bench, foreign.updated(docMdp, { objects }), 'form-changed');
  for (const docMdp of [3, null] as const)
    await expectForeignAmended(bench, foreign.updated(docMdp, { objects }), 'form');
});

import { describe, test } from '@jest/globals';
import { attackBench, expectClean, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments, unsignedValue } from '../support/foreign.ts';
import { BODIES, streamText } from '../support/signed-document.ts';

/**
 * What nobody sees on a page and some are told all the same: words of the structure that are read aloud, and permissions
 * that a catalog claims. Nothing of that comes without what it belongs to.
 */
const bench = attackBench();
const foreign = foreignDocuments();

describe('the structure', () => {
  const bodies = {
    1: `<<${BODIES.catalog}/StructTreeRoot 30 0 R>>`,
    30: '<</Type/StructTreeRoot/K 31 0 R/ParentTree 33 0 R>>',
    31: '<</Type/StructElem/S/Document/P 30 0 R/K[32 0 R]>>',
    32: '<</Type/StructElem/S/P/P 31 0 R/Pg 3 0 R/K 0>>',
    33: '<</Nums[0[32 0 R]]>>',
  };
  const grown = (element: string) =>
    foreign.updated(
      null,
      {
        objects: [
          [31, '<</Type/StructElem/S/Document/P 30 0 R/K[32 0 R 40 0 R]>>'],
          [40, `<</Type/StructElem/P 31 0 R${element}>>`],
        ],
      },
      { bodies },
    );
  const row = (value: string, objects: readonly (readonly [number, string])[] = []) =>
    foreign.updated(null, { objects: [[33, `<</Nums[0[32 0 R]1 ${value}]>>`], ...objects] }, { bodies });

  test('an element for an annotation is welcome, with its description', async () => {
    await expectClean(grown('/S/Annot/Alt(A note)/K<</Type/OBJR/Obj 13 0 R>>'));
  });
  test.each(['/S/P/Alt(Not valid)', '/S/P/Alt(Not valid)/K[]', '/S/Annot/E(Not valid)/K<</Type/OBJR/Obj 13 0 R>>'])(
    'no element that has only words: %s',
    async (element) => {
      await expectForeignCaught(bench, grown(element), 'structure-changed');
    },
  );
  test('a row for what is no element', async () => {
    await expectClean(row('32 0 R'));
    await expectForeignCaught(bench, row('41 0 R', [[41, streamText('', 'BT (x) Tj ET')]]), 'structure-changed');
    await expectForeignCaught(bench, row('[41 0 R]', [[41, '<</Type/Catalog>>']]), 'structure-changed');
  });
});

describe('permissions of the author, once somebody has signed', () => {
  const catalog = (number: number) => [1, `<<${BODIES.catalog}/Perms<</DocMDP ${number} 0 R>>>>`] as const;
  const REFERENCE = '/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</P 2/V/1.2>>>>]';

  test('come with the signature that gives them', async () => {
    const change = {
      objects: [catalog(21), [8, `<<${BODIES.empty}/V 21 0 R>>`], [21, unsignedValue(REFERENCE)]] as const,
    };
    await expectClean(foreign.signedAgain(foreign.signed(null), change));
  });
  test('are not those of an older signature, or of none', async () => {
    await expectForeignCaught(bench, foreign.updated(null, { objects: [catalog(5)] }), 'permissions-changed');
    const none = foreign.updated(null, { objects: [catalog(21), [21, '<</Type/Sig>>']] });
    await expectForeignCaught(bench, none, 'permissions-changed');
  });
});

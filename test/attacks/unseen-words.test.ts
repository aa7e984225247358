import { describe, test } from '@jest/globals';
import { attackBench, expectForeignAmended, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments, unsignedValue } from '../support/foreign.ts';
import { BODIES } from '../support/signed-document.ts';

/**
 * What nobody sees on a page and some are told all the same: words of the structure that are read aloud, and permissions
 * that a catalog claims. What is added is named; what was there stays.
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
  const grown = (element: string, docMdp: 1 | 2 | 3 | null) =>
    foreign.updated(
      docMdp,
      {
        objects: [
          [31, '<</Type/StructElem/S/Document/P 30 0 R/K[32 0 R 40 0 R]>>'],
          [40, `<</Type/StructElem/P 31 0 R${element}>>`],
        ],
      },
      { bodies },
    );
  const changed = (number: number, body: string) => foreign.updated(null, { objects: [[number, body]] }, { bodies });

  test.each([
    '/S/Annot/Alt(A note)/K<</Type/OBJR/Obj 13 0 R>>',
    '/S/P/Alt(Not valid)',
    '/S/Annot/E(Not valid)/K<</Type/OBJR/Obj 13 0 R>>',
  ])('a new element is named: %s', async (element) => {
    for (const docMdp of [2, 3, null] as const) await expectForeignAmended(bench, grown(element, docMdp), 'structure');
    await expectForeignCaught(bench, grown(element, 1), 'structure-changed');
  });

  test.each([
    ['an element with other words', 32, `${bodies[32].replace('/K 0', '/K 0/ActualText(Not valid)')}`],
    ['an element of another kind', 32, bodies[32].replace('/S/P', '/S/H1')],
    ['an element that loses its kids', 31, bodies[31].replace('32 0 R', '')],
    ['an element under another', 32, bodies[32].replace('/P 31 0 R', '/P 30 0 R')],
    ['another root', 30, bodies[30].replace('31 0 R', '32 0 R')],
    ['roles of other names', 30, bodies[30].replace('/K', '/RoleMap<</P/H1>>/K')],
  ])('%s', async (_name, number, body) => {
    await expectForeignCaught(bench, changed(number, body), 'structure-changed');
  });

  /** As a program that tags what it adds: the whole tree in other objects. */
  const anew = (element: string, more: Readonly<Record<number, string>> = {}) =>
    foreign.updated(
      null,
      {
        objects: Object.entries({
          1: bodies[1].replace('30 0 R', '50 0 R'),
          50: '<</Type/StructTreeRoot/K[51 0 R]/ParentTree 53 0 R/ParentTreeNextKey 1>>',
          51: '<</Type/StructElem/S/Document/P 50 0 R/K[52 0 R 54 0 R]>>',
          52: element,
          53: '<</Nums[0[52 0 R]]>>',
          54: '<</Type/StructElem/S/Form/P 51 0 R/K<</Type/OBJR/Obj 13 0 R>>>>',
          ...more,
        }).map(([number, body]) => [Number(number), body] as const),
      },
      { bodies },
    );

  test('a tree that is written anew and says all that it said is named', async () => {
    await expectForeignAmended(bench, anew('<</Type/StructElem/S/P/P 51 0 R/Pg 3 0 R/K[0]>>'), 'structure');
    const root = { 1: bodies[1], 30: bodies[30].replace('31 0 R', '51 0 R') };
    await expectForeignAmended(bench, anew('<</Type/StructElem/S/P/P 51 0 R/Pg 3 0 R/K 0>>', root), 'structure');
  });

  test.each([
    ['of another kind', '<</Type/StructElem/S/H1/P 51 0 R/Pg 3 0 R/K 0>>'],
    ['with other words', '<</Type/StructElem/S/P/P 51 0 R/Pg 3 0 R/K 0/ActualText(Not valid)>>'],
    ['of other content', '<</Type/StructElem/S/P/P 51 0 R/Pg 3 0 R/K 1>>'],
    ['of another page', '<</Type/StructElem/S/P/P 51 0 R/Pg 2 0 R/K 0>>'],
    ['that is no more', 'null'],
  ])('a tree written anew with an element %s', async (_name, element) => {
    await expectForeignCaught(bench, anew(element), 'structure-changed');
  });

  test('a tree written anew without one of its parts', async () => {
    const without = { 51: '<</Type/StructElem/S/Document/P 50 0 R/K[54 0 R]>>' };
    const element = '<</Type/StructElem/S/P/P 51 0 R/Pg 3 0 R/K 0>>';
    await expectForeignCaught(bench, anew(element, without), 'structure-changed');
  });

  test('a tree that holds itself ends', async () => {
    const loop = { 51: '<</Type/StructElem/S/Document/P 50 0 R/K[51 0 R]>>' };
    await expectForeignCaught(bench, anew('<<>>', loop), 'structure-changed');
  });

  test('a row of the parent tree is named', async () => {
    await expectForeignAmended(bench, changed(33, '<</Nums[0[32 0 R]1 32 0 R]>>'), 'structure');
  });
});

describe('permissions of the author, once somebody has signed', () => {
  const catalog = (number: number) => [1, `<<${BODIES.catalog}/Perms<</DocMDP ${number} 0 R>>>>`] as const;
  const REFERENCE = '/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</P 2/V/1.2>>>>]';

  test('come with the signature that gives them', async () => {
    const change = {
      objects: [catalog(21), [8, `<<${BODIES.empty}/V 21 0 R>>`], [21, unsignedValue(REFERENCE)]] as const,
    };
    await expectForeignAmended(bench, foreign.signedAgain(foreign.signed(null), change), 'document');
  });
  test('are not those of an older signature, or of none', async () => {
    await expectForeignCaught(bench, foreign.updated(null, { objects: [catalog(5)] }), 'permissions-changed');
    const none = foreign.updated(null, { objects: [catalog(21), [21, '<</Type/Sig>>']] });
    await expectForeignCaught(bench, none, 'permissions-changed');
  });
});

import { describe, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { AT, BODIES, signedDocument, update } from '../support/signed-document.ts';

/** Updates of a signed document that were made to exhaust whoever compares the revisions. */

const base = signedDocument({ docMdp: null });
const catalog = (more: string): [number, string] => [AT.catalog, `<<${BODIES.catalog}${more}>>`];
const filled: [number, string] = [AT.text, `<<${BODIES.text}/V(filled)>>`];
const elements = (count: number, kids: (index: number) => string): [number, string][] =>
  Array.from({ length: count }, (_, i) => [30 + i, kids(i)]);

/** Two updates: what the first brings is there before the second and after it, so both sides of a comparison have it. */
function twice(objects: readonly (readonly [number, string])[]): Uint8Array {
  return latin1Bytes(update(update(base, { objects }), { objects: [filled] }));
}

describe('each is judged', () => {
  test.each<[string, 'allowed' | 'forbidden', () => Uint8Array]>([
    [
      'a structure tree whose kids are an array that holds itself',
      'allowed',
      () =>
        twice([catalog('/StructTreeRoot 29 0 R'), [29, '<</Type/StructTreeRoot/K 30 0 R>>'], [30, '[30 0 R 30 0 R]']]),
    ],
    [
      'a structure tree of arrays that double twenty times',
      'allowed',
      () =>
        twice([
          catalog('/StructTreeRoot 29 0 R'),
          [29, '<</Type/StructTreeRoot/K 30 0 R>>'],
          ...elements(20, (i) => `[${31 + i} 0 R ${31 + i} 0 R]`),
        ]),
    ],
    [
      'an array of 300,000 references',
      'forbidden',
      () => twice([catalog('/Extra 29 0 R'), [29, `[${'7 0 R '.repeat(300_000)}]`]]),
    ],
    [
      'new elements of the structure tree that double sixteen times',
      'allowed',
      () => {
        const tree = (kids: string) => `<</Type/StructTreeRoot/K[${kids}]>>`;
        const before = update(base, { objects: [catalog('/StructTreeRoot 29 0 R'), [29, tree('')]] });
        const kids = elements(17, (i) => `<</S/Form/P 29 0 R/K[${`${31 + i} 0 R `.repeat(8)}]>>`);
        return latin1Bytes(update(before, { objects: [[29, tree('30 0 R')], ...kids] }));
      },
    ],
    [
      'a dictionary of 50,000 keys',
      'allowed',
      () => twice([[29, `<<${Array.from({ length: 50_000 }, (_, i) => `/K${i} 7 0 R`).join('')}>>`]]),
    ],
    [
      'fields, each of whose looks was used elsewhere',
      'forbidden',
      () => {
        const fields = Array.from({ length: 2000 }, (_, i) => 100 + i);
        const widget = (more: string) => `<</FT/Sig/Type/Annot/Subtype/Widget/T(F)/Rect[0 0 1 1]${more}>>`;
        const form: [number, string] = [AT.form, `<</Fields[4 0 R ${fields.map((n) => `${n} 0 R`).join(' ')}]>>`];
        const before = fields.map((n): [number, string] => [n, widget('/AP<</N 12 0 R>>')]);
        const after = fields.map((n): [number, string] => [n, widget('/AP<</N 11 0 R>>')]);
        return latin1Bytes(update(update(base, { objects: [form, ...before] }), { objects: after }));
      },
    ],
  ])('%s', async (_, expected, make) => {
    const { outcome, signatures } = await inspectDocument(make());
    expect({ outcome, changes: signatures.map(({ changesAfter }) => changesAfter) }).toEqual({
      outcome: 'suspect',
      changes: [expected],
    });
  });
});

test('3,000 pages that share 50,000 annotations: a list is read once', async () => {
  const pages = Array.from({ length: 3000 }, (_, i) => 100 + i);
  const kids = pages.map((number) => `${number} 0 R`).join(' ');
  const leaves = pages.map((number): [number, string] => [number, '<</Type/Page/Parent 2 0 R/Annots 29 0 R>>']);
  const tree: [number, string] = [AT.pages, `<</Type/Pages/Count 3001/Kids[3 0 R ${kids}]>>`];
  const { changes, problems } = await inspectDocument(twice([tree, [29, `[${'13 0 R '.repeat(50_000)}]`], ...leaves]));
  expect(problems).toEqual([]);
  expect(changes.map(({ revision, place }) => [revision, place])).toContainEqual([2, 'page-content']);
  expect(Math.max(...changes.map((change) => change.pages.length))).toBeLessThanOrEqual(100);
});

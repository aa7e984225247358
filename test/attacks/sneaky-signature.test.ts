import { describe, test } from '@jest/globals';
import {
  attackBench,
  expectCaught,
  expectClean,
  expectForeignAmended,
  expectForeignCaught,
} from '../support/attack.ts';
import { foreignDocuments, unsignedValue, withAnnotations, withFields } from '../support/foreign.ts';
import { BODIES, streamText, type Update } from '../support/signed-document.ts';
import { type Target, withEntry, withUpdate } from '../support/target.ts';

/**
 * Sneaky signature attack (SSA): where further signatures are permitted (P 2 and up), one whose look hides the content or
 * writes over it is added. Nobody trusts its signer, but everybody sees its look: it is named, and suspect where no further
 * visible signature is permitted.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const LOOK = streamText('/Type/XObject/Subtype/Form/BBox[0 0 200 200]', '1 g 0 0 200 200 re f');
const OVER_TEXT = '/Rect[15 140 190 170]';
const BESIDE = '/Rect[150 150 190 190]';
const NOWHERE = '/Rect[0 0 0 0]';

const field = (more: string, value = '/V 21 0 R') =>
  `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/P 3 0 R${value}${more}>>`;
const withField = (more: string, value?: string): Update => ({
  objects: [
    withFields('20 0 R'),
    withAnnotations('20 0 R'),
    [20, field(more, value)],
    [21, unsignedValue()],
    ...(more.includes('22 0 R') ? [[22, LOOK] as const] : []),
  ],
});
const again = (docMdp: 1 | 2 | 3 | null, change: Update) => foreign.signedAgain(foreign.signed(docMdp), change);

/** MuPDF marks a field that waits for a signature; with one, it shows what the file says. */
describe('a signature in a field that waited', () => {
  const KID = '<</Type/Annot/Subtype/Widget/Parent 8 0 R/Rect[60 30 90 40]/P 3 0 R>>';
  test.each<[string, string, Readonly<Record<number, string>>]>([
    ['with an area', BODIES.empty, {}],
    ['with a widget of its own', '/FT/Sig/T(Second)/Kids[45 0 R]', { 45: KID }],
  ])('%s', async (_name, body, more) => {
    const bodies = { ...more, 8: `<<${body}>>` };
    const change: Update = {
      objects: [
        [8, `<<${body}/V 60 0 R>>`],
        [60, unsignedValue()],
      ],
    };
    for (const docMdp of [2, 3, null] as const)
      await expectForeignAmended(
        bench,
        foreign.signedAgain(foreign.signed(docMdp, { bodies }), change),
        'signature-look',
      );
  });

  test('without an area it shows nothing', async () => {
    const body = BODIES.empty.replace(/\/Rect\[[^\]]*\]/, NOWHERE);
    const signed = foreign.signed(2, { bodies: { 8: `<<${body}>>` } });
    await expectClean(
      foreign.signedAgain(signed, {
        objects: [
          [8, `<<${body}/V 60 0 R>>`],
          [60, unsignedValue()],
        ],
      }),
    );
  });
});

describe('a new signature field with a signature', () => {
  test.each([
    ['over the text', OVER_TEXT],
    ['over the text, with a look', `${OVER_TEXT}/AP<</N 22 0 R>>`],
    ['with corners exchanged', '/Rect[190 170 15 140]/AP<</N 22 0 R>>'],
    ['over the whole page', '/Rect[0 0 200 200]/AP<</N 22 0 R>>'],
    ['beside the text', BESIDE],
    ['that is only printed', `${OVER_TEXT}/F 36/AP<</N 22 0 R>>`],
    ['that is only seen', `${OVER_TEXT}/F 0/AP<</N 22 0 R>>`],
  ])('%s', async (_name, more) => {
    for (const docMdp of [3, null] as const)
      await expectForeignAmended(bench, again(docMdp, withField(more)), 'signature-look');
    await expectForeignCaught(bench, again(2, withField(more)), 'visible-field-added');
    await expectForeignCaught(bench, again(1, withField(more)), 'field-filled');
  });

  test('hidden, it needs no look that lies in wait', async () => {
    const waiting = withField(`${OVER_TEXT}/AP<</N 22 0 R>>/F 2`);
    await expectForeignCaught(bench, again(2, waiting), 'visible-field-added');
    for (const docMdp of [3, null] as const) await expectForeignAmended(bench, again(docMdp, waiting), 'field-added');
    await expectForeignAmended(bench, again(2, withField(`${OVER_TEXT}/F 2`)), 'field-added');
  });

  /** Some viewers pass over flags of more than 32 bits, others cut them short. */
  test.each(['/F 4294967298', '/F 2147483650', '/F 2.0'])('hidden by flags that are none: %s', async (flags) => {
    const change = withField(`${OVER_TEXT}/AP<</N 22 0 R>>${flags}`);
    await expectForeignCaught(bench, again(2, change), 'visible-field-added');
    await expectForeignAmended(bench, again(3, change), 'signature-look');
  });

  test('without an area it shows nothing, and is clean from P 2 on', async () => {
    for (const docMdp of [2, 3, null] as const) await expectClean(again(docMdp, withField(NOWHERE)));
    await expectForeignCaught(bench, again(1, withField(NOWHERE)), 'field-filled');
  });

  test('whose widgets are elsewhere', async () => {
    const kid = `<</Type/Annot/Subtype/Widget/Parent 20 0 R/P 3 0 R${OVER_TEXT}/AP<</N 22 0 R>>>>`;
    const objects = [
      withFields('20 0 R'),
      withAnnotations('23 0 R'),
      [20, '<</FT/Sig/T(Third)/V 21 0 R/Kids[23 0 R]>>'],
      [21, unsignedValue()],
      [22, LOOK],
      [23, kid],
    ] as const;
    for (const docMdp of [3, null] as const)
      await expectForeignAmended(bench, again(docMdp, { objects }), 'signature-look');
    await expectForeignCaught(bench, again(2, { objects }), 'visible-field-added');
  });

  test('that is shown itself, beside a widget that is not', async () => {
    const objects = [
      withFields('20 0 R'),
      withAnnotations('20 0 R'),
      [20, `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/V 21 0 R/P 3 0 R${OVER_TEXT}/AP<</N 22 0 R>>/Kids[23 0 R]>>`],
      [21, unsignedValue()],
      [22, LOOK],
      [23, '<</Type/Annot/Subtype/Widget/Parent 20 0 R/Rect[0 0 0 0]>>'],
    ] as const;
    for (const docMdp of [3, null] as const)
      await expectForeignAmended(bench, again(docMdp, { objects }), 'signature-look');
    await expectForeignCaught(bench, again(2, { objects }), 'visible-field-added');
  });

  test('of other kinds', async () => {
    const text = withField(OVER_TEXT).objects.map(
      ([number, body]) => [number, body.replace('/FT/Sig/Type', '/FT/Tx/Type')] as const,
    );
    for (const docMdp of [1, 2, 3] as const)
      await expectForeignCaught(bench, again(docMdp, { objects: text }), 'field-added');
    const acting = withField(`${NOWHERE}/AA<</E<</S/JavaScript/JS(x)>>>>`);
    for (const docMdp of [1, 2, 3, null] as const)
      await expectForeignCaught(bench, again(docMdp, acting), 'field-added');
  });
});

describe('a new field that waits for a signature', () => {
  test('over the text', async () => {
    const objects = [
      withFields('20 0 R'),
      withAnnotations('20 0 R'),
      [20, field(`${OVER_TEXT}/AP<</N 22 0 R>>`, '')],
      [22, LOOK],
    ] as const;
    for (const docMdp of [3, null] as const)
      await expectForeignAmended(bench, foreign.updated(docMdp, { objects }), 'field-added');
    for (const docMdp of [1, 2] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }), 'visible-field-added');
  });
});

describe('a field that waited for a signature', () => {
  const empty = (rect: string, more = '') => `<<${BODIES.empty.replace('[60 30 90 40]', rect)}${more}>>`;
  const filled = (docMdp: 1 | 2 | 3 | null, rect: string) =>
    foreign.signedAgain(foreign.signed(docMdp, { bodies: { 8: empty(rect) } }), {
      objects: [
        [8, empty(rect, '/V 21 0 R/AP<</N 22 0 R>>')],
        [21, unsignedValue()],
        [22, LOOK],
      ],
    });

  test('may be signed where it stands', async () => {
    for (const docMdp of [2, 3, null] as const)
      await expectForeignAmended(bench, filled(docMdp, '[60 30 90 40]'), 'signature-look');
    await expectForeignCaught(bench, filled(1, '[60 30 90 40]'), 'field-filled');
  });

  test('gets no look without a signature', async () => {
    const objects = [
      [8, empty('[60 30 90 40]', '/AP<</N 22 0 R>>')],
      [22, LOOK],
    ] as const;
    for (const docMdp of [2, 3, null] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }), 'field-changed');
  });

  test('was laid over the text before', async () => {
    for (const docMdp of [2, 3, null] as const)
      await expectForeignAmended(bench, filled(docMdp, '[15 140 190 170]'), 'signature-look');
  });

  test('was hidden, by flags of more than 32 bits now', async () => {
    const hidden = (flags: string, more = '') => empty('[60 30 90 40]', `/F ${flags}${more}`);
    const text = foreign.signedAgain(foreign.signed(2, { bodies: { 8: hidden('2') } }), {
      objects: [
        [8, hidden('4294967298', '/V 21 0 R/AP<</N 22 0 R>>')],
        [21, unsignedValue()],
        [22, LOOK],
      ],
    });
    await expectForeignAmended(bench, text, 'signature-look');
  });

  test('and gets no look is amended: readers mark a field that waits', async () => {
    const signedBare = (docMdp: 1 | 2 | 3 | null) =>
      foreign.signedAgain(foreign.signed(docMdp, { bodies: { 8: empty('[60 30 90 40]', '/AP<</N 12 0 R>>') } }), {
        objects: [
          [8, empty('[60 30 90 40]', '/AP<</N 12 0 R>>/V 21 0 R')],
          [21, unsignedValue()],
        ],
      });
    for (const docMdp of [2, 3, null] as const) await expectForeignAmended(bench, signedBare(docMdp), 'signature-look');
    await expectForeignCaught(bench, signedBare(1), 'field-filled');
  });

  test('may be moved where annotations may', async () => {
    const moved = (docMdp: 1 | 2 | 3 | null) =>
      foreign.signedAgain(foreign.signed(docMdp), {
        objects: [
          [8, empty('[15 140 190 170]', '/V 21 0 R')],
          [21, unsignedValue()],
        ],
      });
    await expectForeignCaught(bench, moved(1), 'field-filled');
    await expectForeignCaught(bench, moved(2), 'field-changed');
    for (const docMdp of [3, null] as const) await expectForeignAmended(bench, moved(docMdp), 'signature-look');
  });
});

describe('our own documents', () => {
  const withNewField = (target: Target, more: string) => {
    const page = target.body(target.page);
    const list = /\/Annots\s*\[([^\]]*)\]/.exec(page)?.[1] ?? '';
    const catalog = target.body(target.catalog);
    const fields = /\/Fields\s*\[([^\]]*)\]/.exec(catalog);
    if (fields === null) throw new Error('no form in the catalog');
    const number = target.free;
    return withUpdate(target, [
      [
        target.page,
        list === '' ? withEntry(page, `/Annots[${number} 0 R]`) : page.replace(list, `${list} ${number} 0 R`),
      ],
      [target.catalog, catalog.replace(fields[0], `/Fields [${fields[1]} ${number} 0 R]`)],
      [number, `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/V ${number + 1} 0 R${more}>>`],
      [number + 1, unsignedValue()],
    ]);
  };
  test.each([
    ['a field over the text', '/Rect[50 400 500 700]', 'field-filled'],
    ['a field that nobody sees', '/Rect[0 0 0 0]', 'field-filled'],
  ])('%s', async (_name, more, code) => {
    await expectCaught(bench, withNewField(bench.target, more), { verify: 'several-signatures', inspect: code });
  });
});

import { describe, test } from '@jest/globals';
import { attackBench, expectCaught, expectForeignCaught } from '../support/attack.ts';
import { foreignDocuments, unsignedValue, withAnnotations, withFields } from '../support/foreign.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { AT, BODIES, streamText } from '../support/signed-document.ts';
import { type Target, withEntry, withUpdate } from '../support/target.ts';

/**
 * Attacks on the field that holds a signature: what a person sees of it, what it is called, where it hangs in the form and
 * which value it has. It stays as it was signed, whoever changes it and whatever else is permitted.
 */
const bench = attackBench();
const foreign = foreignDocuments();

const LOOK = streamText('/Type/XObject/Subtype/Form/BBox[0 0 200 200]', '1 g 0 0 200 200 re f');
const LEVELS = [1, 2, 3, null] as const;

describe('the signed field and its widget', () => {
  const seal = (from: string, to: string) => `<<${BODIES.seal.replace(from, to)}>>`;
  test.each<[string, string, readonly (readonly [number, string])[]]>([
    ['moved', 'signed-field-changed', [[4, seal('[10 10 50 50]', '[10 140 190 170]')]]],
    ['given no area', 'signed-field-changed', [[4, seal('[10 10 50 50]', '[0 0 0 0]')]]],
    ['hidden', 'signed-field-changed', [[4, seal('/T(Seal)', '/T(Seal)/F 2')]]],
    ['turned', 'signed-field-changed', [[4, seal('/T(Seal)', '/T(Seal)/MK<</R 90>>')]]],
    [
      'given another look',
      'signed-field-changed',
      [
        [4, seal('12 0 R', '20 0 R')],
        [20, LOOK],
      ],
    ],
    ['its look written over', 'signed-field-changed', [[12, LOOK]]],
    [
      'given a rollover',
      'signed-field-changed',
      [
        [4, seal('/N 12 0 R', '/N 12 0 R/R 20 0 R')],
        [20, LOOK],
      ],
    ],
    ['given a script', 'signed-field-changed', [[4, seal('/T(Seal)', '/T(Seal)/AA<</E<</S/JavaScript/JS(x)>>>>')]]],
    ['given a link', 'signed-field-changed', [[4, seal('/T(Seal)', '/T(Seal)/A<</S/URI/URI(x)>>')]]],
    ['given a tip', 'signed-field-changed', [[4, seal('/T(Seal)', '/T(Seal)/TU(Signed by somebody)')]]],
    ['given a lock', 'signed-field-changed', [[4, seal('/T(Seal)', '/T(Seal)/Lock<</Action/Exclude/Fields[]>>')]]],
    ['put on another page', 'signed-field-changed', [[4, seal('/P 3 0 R', '/P 2 0 R')]]],
    ['renamed', 'signature-removed', [[4, seal('(Seal)', '(Fake)')]]],
    [
      'given the same name in another spelling',
      'signed-field-changed',
      [[4, seal('(Seal)', '<FEFF005300650061006C>')]],
    ],
    ['made a text field', 'signature-removed', [[4, seal('/FT/Sig', '/FT/Tx')]]],
    ['made a group', 'signed-field-changed', [[4, seal('/T(Seal)', '/T(Seal)/Kids[]')]]],
    [
      'taken off the page',
      'annotation-removed',
      [[3, `<<${BODIES.page}/Annots[${BODIES.annots.replace('4 0 R ', '')}]>>`]],
    ],
    [
      'taken out of the form',
      'signature-removed',
      [[9, `<</Fields[${BODIES.fields.replace('4 0 R ', '')}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`]],
    ],
    [
      'made by reference',
      'signed-field-changed',
      [
        [4, seal('/Rect[10 10 50 50]', '/Rect 20 0 R')],
        [20, '[10 10 50 60]'],
      ],
    ],
  ])('%s', async (_name, code, objects) => {
    for (const docMdp of LEVELS) await expectForeignCaught(bench, foreign.updated(docMdp, { objects }), code);
  });

  test('hung under another parent', async () => {
    const objects = [
      [9, `<</Fields[20 0 R ${BODIES.fields.replace('4 0 R ', '')}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`],
      [4, `<<${BODIES.seal}/Parent 20 0 R>>`],
      [20, '<</T(Above)/Kids[4 0 R]>>'],
    ] as const;
    for (const docMdp of LEVELS)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }), 'signature-removed');
    const nameless = objects.map(([number, body]) => [number, body.replace('/T(Above)', '')] as const);
    for (const docMdp of LEVELS)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects: nameless }), 'field-removed');
  });

  test('met twice in the form', async () => {
    const objects = [withFields('4 0 R')];
    for (const docMdp of LEVELS)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }), 'file-malformed');
  });
});

describe('the value', () => {
  const other = (body: string) => foreign.updated(2, { objects: [[AT.empty, `<<${BODIES.empty}${body}>>`]] });
  test.each([
    ['of another field, too', 'signature-value-shared', () => other('/V 5 0 R')],
    [
      'of another field instead',
      'signature-removed',
      () =>
        foreign.updated(2, {
          objects: [
            [4, `<<${BODIES.seal.replace('/V 5 0 R', '')}>>`],
            [8, `<<${BODIES.empty}/V 5 0 R>>`],
          ],
        }),
    ],
    [
      'of a new field, too',
      'signature-value-shared',
      () => foreign.updated(2, { objects: [withFields('20 0 R'), [20, '<</FT/Sig/T(Third)/V 5 0 R>>']] }),
    ],
    [
      'copied into a new field',
      'byte-range-unclear',
      () => {
        const text = foreign.signed(2);
        const copy = /\n5 0 obj\n([\s\S]*?)\nendobj/.exec(text)?.[1] ?? '';
        return foreign.updated(2, {
          objects: [withFields('20 0 R'), [20, '<</FT/Sig/T(Third)/V 21 0 R>>'], [21, copy]],
        });
      },
    ],
    [
      'that a parent has',
      'signature-removed',
      () =>
        foreign.updated(2, {
          objects: [
            [4, `<<${BODIES.seal.replace('/V 5 0 R', '/Parent 20 0 R')}>>`],
            [20, '<</V 5 0 R/Kids[4 0 R]>>'],
          ],
        }),
    ],
  ])('%s', async (_name, code, make) => {
    await expectForeignCaught(bench, make(), code);
  });

  test.each(LEVELS)('exchanged for a signature of somebody else, DocMDP %s', async (docMdp) => {
    const objects = [
      [4, `<<${BODIES.seal.replace('5 0 R', '20 0 R')}>>`],
      [20, unsignedValue()],
    ] as const;
    await expectForeignCaught(bench, foreign.signedAgain(foreign.signed(docMdp), { objects }), 'signature-removed');
  });

  test.each(LEVELS)('exchanged along with its field, under the old name, DocMDP %s', async (docMdp) => {
    const objects = [
      [9, `<</Fields[20 0 R ${BODIES.fields.replace('4 0 R ', '')}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`],
      withAnnotations('20 0 R'),
      [20, `<<${BODIES.seal.replace('5 0 R', '21 0 R')}>>`],
      [21, unsignedValue()],
    ] as const;
    await expectForeignCaught(bench, foreign.signedAgain(foreign.signed(docMdp), { objects }), 'signature-removed');
  });
});

describe('locks', () => {
  const lock = (parms: string) => `<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<<${parms}/V/1.2>>>>`;
  const group = (more: string, kids = '15 0 R') => [14, `<</T(Group)/Kids[${kids}]${more}>>`] as const;
  test.each<[string, string, string, readonly (readonly [number, string])[]]>([
    ['a locked field filled in', '/Action/All', 'field-locked', [[7, `<<${BODIES.text}/V(x)>>`]]],
    ['a locked child filled in', '/Action/Include/Fields[(Group)]', 'field-locked', [[15, `<<${BODIES.child}/V(x)>>`]]],
    ['a value that a locked child inherits', '/Action/All', 'field-locked', [group('/V(x)')]],
    [
      'a value that one locked child inherits',
      '/Action/Include/Fields[(Group.Child)]',
      'field-changed',
      [group('/V(x)')],
    ],
    ['a type that a locked child inherits', '/Action/All', 'field-locked', [group('/FT/Tx')]],
    ['a locked field signed', '/Action/All', 'field-locked', [[8, `<<${BODIES.empty}/V<<>>>>`]]],
    [
      'a new field among the locked',
      '/Action/All',
      'field-locked',
      [withFields('20 0 R'), [20, '<</FT/Sig/T(Third)>>']],
    ],
    [
      'a new child of a locked field',
      '/Action/Include/Fields[(Group)]',
      'field-locked',
      [group('', '15 0 R 20 0 R'), [20, '<</FT/Sig/T(Third)/Parent 14 0 R>>']],
    ],
    [
      'a namesake of a field',
      '/Action/Include/Fields[(Text)]',
      'field-added',
      [withFields('20 0 R'), [20, '<</FT/Sig/T(Text)>>']],
    ],
    [
      'a name with a full stop',
      '/Action/Include/Fields[(Text)]',
      'field-added',
      [withFields('20 0 R'), [20, '<</FT/Sig/T(Group.Child)>>']],
    ],
    ['an empty name', '/Action/Include/Fields[(Text)]', 'field-added', [withFields('20 0 R'), [20, '<</FT/Sig/T()>>']]],
    ['no name', '/Action/Include/Fields[(Text)]', 'field-added', [withFields('20 0 R'), [20, '<</FT/Sig>>']]],
    ['a lock of no fields that can be read', '/Action/Include', 'field-locked', [[7, `<<${BODIES.text}/V(x)>>`]]],
    ['a lock of what is no name', '/Action/Exclude/Fields[(Text) 7]', 'field-locked', [[7, `<<${BODIES.text}/V(x)>>`]]],
  ])('%s', async (_name, parms, code, objects) => {
    for (const docMdp of [2, 3, null] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects }, { references: lock(parms) }), code);
  });
});

describe('permissions', () => {
  const rest = (perms: string) => [1, `<<${BODIES.catalog}${perms}>>`] as const;
  test.each<[string, string, readonly [number, string]]>([
    ['taken away', 'permissions-changed', rest('')],
    ['repointed', 'permissions-changed', rest('/Perms<</DocMDP 8 0 R>>')],
    ['doubled', 'permissions-changed', rest('/Perms<</DocMDP 5 0 R/UR3 5 0 R>>')],
  ])('%s', async (_name, code, object) => {
    for (const docMdp of [1, 2, 3] as const)
      await expectForeignCaught(bench, foreign.updated(docMdp, { objects: [object] }), code);
  });

  test('the signature dictionary without its /Reference', async () => {
    const text = foreign.signed(1);
    const old = /\n5 0 obj\n([\s\S]*?)\nendobj/.exec(text)?.[1] ?? '';
    const loose = old.replace(/\/Reference\[.*?\]>>>>\]|\/Reference\[.*?>>\]/, '');
    await expectForeignCaught(
      bench,
      foreign.updated(1, {
        objects: [
          [5, loose],
          [7, `<<${BODIES.text}/V(x)>>`],
        ],
      }),
      'byte-range-unclear',
    );
  });
});

describe('our own documents', () => {
  const inField = ({ body, field }: Target, from: RegExp | string, to: string) =>
    [field, body(field).replace(from, to)] as const;
  test.each<[string, string, (target: Target) => readonly (readonly [number, string])[]]>([
    ['moved', 'signed-field-changed', (target) => [inField(target, /\/Rect\s*\[[^\]]*\]/, '/Rect [0 0 500 500]')]],
    ['hidden', 'signed-field-changed', (target) => [inField(target, /\/F \d+/, '/F 2')]],
    [
      'with another look',
      'signed-field-changed',
      (target) => [inField(target, /\/N \d+ 0 R/, `/N ${target.free} 0 R`), [target.free, LOOK]],
    ],
    [
      'with a script',
      'signed-field-changed',
      (target) => [[target.field, withEntry(target.body(target.field), '/AA<</E<</S/JavaScript/JS(x)>>>>')]],
    ],
  ])('%s', async (_name, code, change) => {
    const objects = change(bench.target);
    await expectCaught(bench, withUpdate(bench.target, objects), { verify: 'bytes-after-signature', inspect: code });
  });

  test('renamed', async () => {
    const objects = [inField(bench.target, /\/T\s*(\([^)]*\)|<[^>]*>)/, '/T(Fake)')];
    const answers = { verify: 'byte-range-invalid', inspect: 'signature-removed' } as const;
    await expectCaught(bench, withUpdate(bench.target, objects), answers);
  });

  test('the seal of one document in another', async () => {
    const { pdf } = bench.install.sample('superseded');
    const { gap, text } = bench.target;
    const other = Buffer.from(pdf).toString('latin1');
    const from = other.indexOf('/Contents <') + '/Contents '.length;
    const contents = other.slice(from, other.indexOf('>', from) + 1);
    const moved = latin1Bytes(text.slice(0, gap.from) + contents + text.slice(gap.to));
    await expectCaught(bench, moved, { verify: 'content-altered', inspect: 'digest-mismatch' });
  });
});

import { describe, expect, test } from '@jest/globals';
import type { ChangeCode, ChangePlace } from '#core/validation/inspection.ts';
import { fillByteRange, signatureDict } from '../../../support/pdf-writer.ts';
import {
  BODIES,
  changesOf,
  signedDocument,
  streamedUpdate,
  streamText,
  type Update,
  update,
} from '../../../support/signed-document.ts';

type DocMdp = 1 | 2 | 3 | null;
const LEVELS = [1, 2, 3, null] as const;

const judge = (docMdp: DocMdp, change: Update, options: { references?: string; bodies?: Bodies } = {}) =>
  changesOf(update(signedDocument({ docMdp, ...options }), change));
type Bodies = Readonly<Record<number, string>>;
type Objects = Update['objects'];

const CLEAN = { outcome: 'clean', codes: [], places: [] };
const amended = (...places: ChangePlace[]) => ({ outcome: 'amended', codes: [], places });
const suspect = (...codes: ChangeCode[]) => ({
  outcome: 'suspect',
  codes: expect.arrayContaining(codes),
  places: expect.any(Array),
});

const PERMS = '/Perms<</DocMDP 5 0 R>>';
const catalog = (more: string, docMdp: DocMdp = null): readonly [number, string] => [
  1,
  `<<${BODIES.catalog}${docMdp === null ? '' : PERMS}${more}>>`,
];
const page = (more: string): readonly [number, string] => [3, `<<${BODIES.page}${more}>>`];
const annots = (more: string) => page(`/Annots[${BODIES.annots} ${more}]`);
const form = (fields: string, more = '') => `<</Fields[${fields}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>${more}>>`;
const fields = (more: string): readonly [number, string] => [9, form(`${BODIES.fields} ${more}`)];
/** A SEQUENCE of one INTEGER. */
const DER = '\x30\x03\x02\x01\x05';
const LOOK = streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', '0 0 10 10 re f');

test('no revision after the signature', () => {
  expect(changesOf(signedDocument({ docMdp: 1 }))).toEqual({ outcome: 'none', codes: [], places: [] });
});

describe('the same objects, written otherwise, are the same', () => {
  test.each<[string, Objects, Bodies?]>([
    ['nothing at all', []],
    ['as they were', [[16, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']]],
    ['with their keys in another order', [[16, '<<  /BaseFont/Helvetica /Subtype /Type1\n/Type/Font >>']]],
    ['with names and strings in other spellings', [[10, '<</Ti#74le<426566 6F7265>>>']]],
    ['with a string in octal', [[10, '<</Title(\\102efore)>>']]],
    ['with a real of other digits', [[19, '[+1.50 2.]']], { 19: '[1.5 2.0]' }],
    ['a stream with the same octets', [[6, streamText('', 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET')]]],
  ])('%s', (_name, objects, bodies = {}) => {
    for (const docMdp of LEVELS) expect(judge(docMdp, { objects }, { bodies })).toEqual(CLEAN);
  });
});

describe('every other value is another', () => {
  const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18] as const;
  const text = signedDocument({ docMdp: null });
  const bodyOf = (number: number) => new RegExp(`\\n${number} 0 obj\\n([\\s\\S]*?)\\nendobj`).exec(text)?.[1] ?? '';
  const MUTATIONS: readonly (readonly [string, (body: string) => string])[] = [
    ['an entry of null', (body) => body.replace('<<', '<</Zz null')],
    ['an entry that was not there', (body) => body.replace('<<', '<</Zz 1')],
    ['an entry of its own', (body) => body.replace('<<', '<</Zz(x)')],
    ['a reference to nothing', (body) => body.replace('<<', '<</Zz 999 0 R')],
    ['a reference to another object', (body) => body.replace(/(\d+) 0 R/, '12 0 R/Zz 7 0 R')],
    ['a reference of another generation', (body) => body.replace(/(\d+) 0 R/, '$1 1 R')],
    ['an integer that is a real', (body) => body.replace(/(?<=[[ (]|[A-Za-z] )(\d+)(?=[ \]/>])(?! 0 R| \d+ R)/, '$1.')],
    ['a name in another case', (body) => body.replace(/\/(Type|FT|T|Kids|Fields|Font)\b/, '/$1x')],
    ['nothing', () => 'null'],
    ['an empty dictionary', () => '<<>>'],
    ['a number', () => '7'],
  ];
  test.each(MUTATIONS)('%s', (_name, mutate) => {
    let tried = 0;
    for (const number of NUMBERS) {
      const body = bodyOf(number);
      const mutated = mutate(body);
      if (mutated === body) continue;
      tried++;
      let outcome = 'unreadable';
      try {
        outcome = changesOf(update(text, { objects: [[number, mutated]] })).outcome;
      } catch (fault) {
        expect(fault).toMatchObject({ message: expect.any(String) });
      }
      expect([number, outcome]).toEqual([number, expect.stringMatching(/^(?:amended|suspect|unreadable)$/)]);
    }
    expect(tried).toBeGreaterThan(3);
  });
});

describe('what leaves a file clean', () => {
  test('validation data, and extensions that they need', () => {
    const store = '/DSS<</Certs[20 0 R]/VRI<</00112233445566778899AABBCCDDEEFF00112233<</Cert[20 0 R]/TS 21 0 R>>>>>>';
    const level = (docMdp: DocMdp) =>
      catalog(store, docMdp).map((part) => String(part).replace('ExtensionLevel 5', 'ExtensionLevel 8'))[1] ?? '';
    for (const docMdp of LEVELS) {
      const objects = [
        [1, level(docMdp)],
        [20, streamText('', DER)],
        [21, streamText('', DER)],
      ] as const;
      expect(judge(docMdp, { objects })).toEqual(CLEAN);
    }
  });

  test('dates, and what XMP repeats of them', () => {
    const xmp = (date: string) =>
      streamText(
        '/Type/Metadata/Subtype/XML',
        `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><xmp:ModifyDate>${date}</xmp:ModifyDate></rdf:RDF></x:xmpmeta>`,
      );
    const bodies = { 11: xmp('2025-01-01T00:00:00Z') };
    const dated = (date: string): Update => ({
      objects: [
        [10, '<</Title(Before)/ModDate(D:20260105093000Z)>>'],
        [11, xmp(date)],
      ],
    });
    expect(judge(1, dated('2026-01-05T09:30:00+08:00'), { bodies })).toEqual(CLEAN);
    expect(judge(1, dated('today'), { bodies })).toEqual(amended('metadata'));
    expect(judge(1, { objects: [[10, '<</Title(After)>>']] })).toEqual(amended('metadata'));
    expect(judge(1, { objects: [[10, '<</Title(Before)/ModDate(soon)>>']] })).toEqual(amended('metadata'));
  });

  test('the second file identifier; another first one is named', () => {
    const identified = (id: string) => judge(1, { objects: [], trailer: `/Root 1 0 R/Info 10 0 R${id}` });
    expect(identified('/ID[<aa><dd>]')).toEqual(CLEAN);
    expect(identified('/ID[(\\252)<dd>]')).toEqual(CLEAN);
    expect(identified('/ID[<ab><bb>]')).toEqual(amended('document'));
    expect(identified('')).toEqual(amended('document'));
  });
});

describe('how a revision is written', () => {
  const written = (edit: (tail: string) => string) => {
    const base = signedDocument({ docMdp: 1 });
    const text = update(base, { objects: [[16, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']] });
    return changesOf(base + edit(text.slice(base.length)));
  };
  const moved = (tail: string, by: number) => tail.replace(/(?<=startxref\n)\d+/, (at) => String(Number(at) + by));

  test('in white space', () => {
    const spaced = written((tail) => moved(tail, 2).replace('\nxref', '\n\n\nxref'));
    expect(spaced).toEqual(CLEAN);
  });
  test('with a comment between its objects, or within one', () => {
    expect(written((tail) => moved(tail, 5).replace('\nxref', '\n%iTx\nxref'))).toEqual(amended('other'));
    expect(written((tail) => moved(tail, 4).replace('<</Type/Font', '<<%c\n /Type/Font'))).toEqual(amended('other'));
    expect(written((tail) => tail.replace('startxref', '%c\nstartxref'))).toEqual(amended('other'));
  });
  test('with objects that nothing leads to', () => {
    for (const docMdp of [2, 3, null] as const) {
      expect(judge(docMdp, { objects: [[20, '(hidden)']] })).toEqual(amended('other'));
      expect(judge(docMdp, { objects: [[20, 'null']] })).toEqual(amended('other'));
    }
    expect(judge(1, { objects: [[20, '(hidden)']] })).toEqual(suspect('object-unreferenced'));
  });
  test('with objects that only some readers find', () => {
    for (const hidden of ['\nendobj\n6 0 obj\nnull\nendobj\n', '\ntrailer\n<</Root 99 0 R>>\n'])
      expect(judge(null, { objects: [[11, streamText('/Type/Metadata/Subtype/XML', hidden)]] })).toEqual(
        suspect('object-unreferenced'),
      );
    expect(judge(null, { objects: [[10, '<</Title( obj )>>']] })).toEqual(amended('metadata', 'other'));
  });
  test('with a cross-reference stream that has no entry of its own', () => {
    const dated = [[10, '<</Title(Before)/ModDate(D:2026)>>']] as const;
    for (const docMdp of LEVELS) {
      const once = streamedUpdate(signedDocument({ docMdp }), dated, 30);
      expect(changesOf(once)).toEqual(CLEAN);
      expect(changesOf(streamedUpdate(once, dated, 31))).toEqual(CLEAN);
      expect(changesOf(update(once, { objects: [[30, 'null'], ...dated] })).outcome).not.toBe('clean');
    }
  });
  test('with a cross-reference stream of a number that something refers to', () => {
    const dated = [[10, '<</Title(Before)/ModDate(D:2026)>>']] as const;
    const page = `<<${BODIES.page.replace('6 0 R', '[6 0 R 30 0 R]')}/Annots[${BODIES.annots}]>>`;
    const waiting = signedDocument({ docMdp: null, bodies: { 3: page } });
    expect(changesOf(streamedUpdate(waiting, dated, 30))).toEqual(suspect('object-unreferenced'));
    expect(changesOf(streamedUpdate(waiting, dated, 31))).toEqual(CLEAN);
    const streamed = streamedUpdate(signedDocument({ docMdp: null }), dated, 30);
    const named = catalog('/DSS<</Certs[30 0 R]>>');
    expect(changesOf(update(streamed, { objects: [named] }))).toEqual(suspect('object-unreferenced'));
  });
  test('with object 0', () => {
    const text = update(signedDocument({ docMdp: null }), { objects: [[0, '<<>>']] });
    expect(changesOf(text)).toEqual(suspect('object-unreferenced'));
  });
  test('that frees what was there', () => {
    expect(judge(null, { objects: [], freed: [6] })).toEqual(suspect('page-changed'));
    expect(judge(null, { objects: [], freed: [19] }, { bodies: { 19: '(unused)' } })).toEqual(amended('other'));
  });
  test('whose entries name what an earlier revision wrote', () => {
    const base = signedDocument({ docMdp: null, bodies: { 19: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>' } });
    const twice = update(base, { objects: [[10, '<</Title(Before)>>']] });
    const at = base.indexOf('\n16 0 obj') + 1;
    const again = update(twice, { objects: [[10, '<</Title(Before)>>']] });
    const row = `16 1\n${String(at).padStart(10, '0')} 00000 n \n`;
    expect(changesOf(twice + again.slice(twice.length).replace('trailer', `${row}trailer`))).toEqual(amended('other'));
  });
});

describe('what no signature permits', () => {
  const CASES: readonly (readonly [string, ChangeCode, Update])[] = [
    ['a page content overwritten', 'page-changed', { objects: [[6, streamText('', '(Forged) Tj')]] }],
    ['a page content of null', 'page-changed', { objects: [[6, 'null']] }],
    ['a font overwritten', 'page-changed', { objects: [[16, '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>']] }],
    ['a page box', 'page-changed', { objects: [page(`/Annots[${BODIES.annots}]/CropBox[0 0 9 9]`)] }],
    ['a page box of null', 'page-changed', { objects: [page(`/Annots[${BODIES.annots}]/CropBox null`)] }],
    ['a page action', 'page-changed', { objects: [page(`/Annots[${BODIES.annots}]/AA<</O<</S/JavaScript/JS(x)>>>>`)] }],
    ['kids of a page', 'page-changed', { objects: [page(`/Annots[${BODIES.annots}]/Kids[6 0 R]`)] }],
    [
      'another page',
      'page-tree-changed',
      {
        objects: [
          [2, '<</Type/Pages/Kids[20 0 R]/Count 1>>'],
          [20, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>'],
        ],
      },
    ],
    ['inherited resources', 'page-tree-changed', { objects: [[2, '<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90>>']] }],
    ['names', 'catalog-changed', { objects: [catalog('/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>')] }],
    ['an action on opening', 'catalog-changed', { objects: [catalog('/OpenAction<</S/URI/URI(x)>>')] }],
    ['layers', 'catalog-changed', { objects: [catalog('/OCProperties<</OCGs[]>>')] }],
    ['an entry of null', 'catalog-changed', { objects: [catalog('/OCProperties null')] }],
    [
      'the root repointed',
      'root-repointed',
      { objects: [[20, `<<${BODIES.catalog}>>`]], trailer: '/Root 20 0 R/Info 10 0 R/ID[<aa><cc>]' },
    ],
    [
      'an unknown trailer key',
      'trailer-changed',
      { objects: [], trailer: '/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Extra 1' },
    ],
    ['streams among document information', 'document-information-changed', { objects: [[10, '<</Title 6 0 R>>']] }],
    ['metadata that are none', 'metadata-changed', { objects: [[11, streamText('/Type/Metadata', 'bogus')]] }],
    [
      'extensions that hold something',
      'extension-changed',
      {
        objects: [catalog('/Extensions<</X<</Y 6 0 R>>>>')].map(
          ([n, b]) => [n, b.replace('/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 5>>>>', '')] as const,
        ),
      },
    ],
    ['a version that is none', 'version-lowered', { objects: [catalog('/Version/x')] }],
    ['a default font replaced', 'form-changed', { objects: [[9, form(BODIES.fields).replace('16 0 R', '12 0 R')]] }],
    [
      'signature flags unset',
      'form-changed',
      { objects: [[9, form(BODIES.fields).replace('/SigFlags 3', '/SigFlags 1')]] },
    ],
    ['a form with scripts', 'form-changed', { objects: [[9, form(BODIES.fields, '/CO[7 0 R]')]] }],
    ['a field that goes', 'field-removed', { objects: [[9, form('4 0 R 7 0 R 8 0 R 14 0 R')]] }],
    ['a new field of an old name', 'field-added', { objects: [fields('20 0 R'), [20, '<</FT/Sig/T(Text)>>']] }],
    ['a field made of an old object', 'field-added', { objects: [fields('13 0 R')] }],
    [
      'the signed field moved',
      'signed-field-changed',
      { objects: [[4, `<<${BODIES.seal.replace('[10 10 50 50]', '[10 10 90 90]')}>>`]] },
    ],
    ['the look of the signed field overwritten', 'signed-field-changed', { objects: [[12, streamText('', '')]] }],
    ['a field renamed', 'field-changed', { objects: [[7, `<<${BODIES.text.replace('(Text)', '(Tent)')}>>`]] }],
    [
      'a field moved',
      'field-changed',
      { objects: [[7, `<<${BODIES.text.replace('[60 10 90 20]', '[0 0 200 200]')}>>`]] },
    ],
    ['a field that becomes a group', 'field-changed', { objects: [[7, `<<${BODIES.text}/Kids[]>>`]] }],
    ['a script in a field', 'field-changed', { objects: [[7, `<<${BODIES.text}/AA<</K<</S/JavaScript/JS(x)>>>>>>`]] }],
    [
      'a widget taken off the page',
      'annotation-removed',
      { objects: [page('/Annots[4 0 R 8 0 R 13 0 R 15 0 R 17 0 R 18 0 R]')] },
    ],
    ['an annotation that waited in the file', 'annotation-added', { objects: [annots('16 0 R')] }],
  ];
  test.each(CASES)('%s: %s', (_name, code, change) => {
    for (const docMdp of [3, null] as const) expect(judge(docMdp, change)).toEqual(suspect(code));
  });

  test('a font called by the name of a way back, and listed as an annotation', () => {
    const fonts = BODIES.page.replace('/F1 16 0 R', '/F1 16 0 R/Parent 19 0 R');
    const bodies = { 3: `<<${fonts}/Annots[${BODIES.annots} 19 0 R]>>`, 19: '<</Type/Font/Subtype/Type3>>' };
    expect(judge(null, { objects: [[19, '<</Type/Font/Subtype/Type1>>']] }, { bodies })).toEqual(
      suspect('page-changed'),
    );
  });

  test('an object that was waited for', () => {
    const bodies = {
      3: `<<${BODIES.page.replace('/Resources<<', '/Resources<</XObject<</X 25 0 R>>')}/Annots[${BODIES.annots}]/CropBox 26 0 R>>`,
      9: form(`${BODIES.fields} 27 0 R`),
    };
    expect(judge(null, { objects: [[25, LOOK]] }, { bodies })).toEqual(suspect('page-changed'));
    expect(judge(null, { objects: [[26, '[0 0 9 9]']] }, { bodies })).toEqual(suspect('page-changed'));
    expect(judge(null, { objects: [[27, '<</FT/Sig/T(Late)>>']] }, { bodies }).outcome).not.toBe('clean');
  });

  test('a change that the next revision undoes, or prepares', () => {
    const changed = update(signedDocument({ docMdp: 2 }), { objects: [[6, streamText('', '(Forged) Tj')]] });
    const undone = update(changed, { objects: [[6, streamText('', 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET')]] });
    expect(changesOf(undone)).toEqual(suspect('page-changed'));
    const parked = update(signedDocument({ docMdp: null }), { objects: [[20, LOOK]] });
    expect(changesOf(update(parked, { objects: [[7, `<<${BODIES.text}/V(x)/AP<</N 20 0 R>>>>`]] }))).toEqual(
      amended('other', 'field-value'),
    );
  });

  test('permissions cannot be taken away', () => {
    expect(judge(1, { objects: [catalog('')] })).toEqual(suspect('permissions-changed'));
  });
});

describe('validation data are validation data', () => {
  const stored = (list: string, ...objects: Objects) =>
    judge(null, { objects: [catalog(`/DSS<<${list}>>`), ...objects] });
  const junk = suspect('security-store-changed');
  test.each<[string, string, Objects]>([
    ['page content', '/Certs[6 0 R]', []],
    ['a look', '/Certs[12 0 R]', []],
    ['junk', '/CRLs[20 0 R]', [[20, streamText('', 'junk')]]],
    ['junk behind it', '/OCSPs[20 0 R]', [[20, streamText('', `${DER}junk`)]]],
    ['a length that is not the shortest', '/Certs[20 0 R]', [[20, streamText('', '\x30\x81\x03\x02\x01\x05')]]],
    ['an object within it', '/Certs[20 0 R]', [[20, streamText('', '\x30\x0e\x04\x0c\n6 0 obj null')]]],
    ['an object behind a comment', '/Certs[20 0 R]', [[20, streamText('', '\x30\x0e\x04\x0c6 %c\n0 obj 12')]]],
    ['an object of reals', '/Certs[20 0 R]', [[20, streamText('', '\x30\x0e\x04\x0c6. 0. obj 123')]]],
    ['a word that closes an object', '/Certs[20 0 R]', [[20, streamText('', '\x30\x0a\x04\x08\nendobj ')]]],
    ['a stream of a kind', '/Certs[20 0 R]', [[20, streamText('/Subtype/Form', DER)]]],
    ['two filters', '/Certs[20 0 R]', [[20, streamText('/Filter[/ASCIIHexDecode/ASCIIHexDecode]', '3330>')]]],
    ['a list of something else', '/Other[20 0 R]', [[20, streamText('', DER)]]],
  ])('%s', (_name, list, objects) => {
    expect(stored(list, ...objects)).toEqual(junk);
  });
  test('in hexadecimal digits, too', () => {
    expect(stored('/Certs[20 0 R]', [20, streamText('/Filter/ASCIIHexDecode', '3003020105>')])).toEqual(CLEAN);
  });
  test('what is listed stays what it is', () => {
    const bodies = { 1: `<<${BODIES.catalog}/DSS<</Certs[19 0 R]>>>>`, 19: streamText('', DER) };
    const other = streamText('', '\x30\x03\x02\x01\x06');
    expect(judge(null, { objects: [[19, other]] }, { bodies })).toEqual(junk);
    expect(judge(null, { objects: [catalog('')] }, { bodies })).toEqual(junk);
    expect(judge(null, { objects: [catalog('/DSS<</CRLs[20 0 R]>>'), [20, streamText('', DER)]] }, { bodies })).toEqual(
      CLEAN,
    );
  });
});

describe('filling in', () => {
  const filled: Update = {
    objects: [
      [7, `<<${BODIES.text}/V(New)/AP<</N 20 0 R>>>>`],
      [20, LOOK],
    ],
  };
  const checked: Update = { objects: [[17, `<<${BODIES.check.replace('/AS/Off', '/AS/Yes/V/Yes')}>>`]] };

  test('is named, and suspect where nothing may change', () => {
    for (const docMdp of [2, 3, null] as const) {
      expect(judge(docMdp, filled)).toEqual(amended('field-value'));
      expect(judge(docMdp, checked)).toEqual(amended('field-value'));
    }
    expect(judge(1, filled)).toEqual(suspect('field-filled'));
  });

  test('a look without a value is none under DocMDP 2', () => {
    const look: Update = {
      objects: [
        [7, `<<${BODIES.text}/AP<</N 20 0 R>>>>`],
        [20, LOOK],
      ],
    };
    expect(judge(2, look)).toEqual(suspect('appearance-without-value'));
    expect(judge(3, look)).toEqual(amended('field-value'));
  });

  const lock = (parms: string) => `<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<<${parms}/V/1.2>>>>`;
  const child: Update = { objects: [[15, `<<${BODIES.child}/V(New)>>`]] };
  test.each([
    ['/Action/All', 'locked'],
    ['/Action/Include/Fields[(Group.Child)]', 'locked'],
    ['/Action/Include/Fields[(Group)]', 'locked'],
    ['/Action/Include/Fields[(Gro)]', 'free'],
    ['/Action/Exclude/Fields[(Text)]', 'locked'],
    ['/Action/Exclude/Fields[(Group)]', 'free'],
    ['/Action/Nonsense', 'locked'],
  ])('FieldMDP %s leaves the child %s', (parms, state) => {
    const judged = judge(null, child, { references: lock(parms) });
    expect(judged).toEqual(state === 'locked' ? suspect('field-locked') : amended('field-value'));
  });

  test('the look of a locked field stays', () => {
    const bodies = { 15: `<<${BODIES.child}/V(x)/AP<</N 19 0 R>>>>`, 19: LOOK };
    const change: Update = {
      objects: [
        [19, streamText('', '')],
        [7, `<<${BODIES.text}/V(New)>>`],
      ],
    };
    expect(judge(null, change, { bodies, references: lock('/Action/Include/Fields[(Group.Child)]') })).toEqual(
      suspect('signed-field-changed'),
    );
  });

  test('the strictest of all signatures counts', () => {
    const hidden = BODIES.empty.replace('/Rect[60 30 90 40]', '/Rect[0 0 0 0]');
    const second: Objects = [
      [8, `<<${hidden}/V 20 0 R>>`],
      [20, signatureDict({ more: `/Reference[${lock('/Action/Include/Fields[(Text)]')}]` })],
    ];
    const signed = signedDocument({ docMdp: null, bodies: { 8: `<<${hidden}>>` } });
    const signedAgain = fillByteRange(update(signed, { objects: second }));
    expect(changesOf(signedAgain)).toEqual(CLEAN);
    expect(changesOf(update(signedAgain, { objects: [[7, `<<${BODIES.text}/V(New)>>`]] }))).toEqual(
      suspect('field-locked'),
    );
    expect(changesOf(update(signedAgain, child))).toEqual(amended('field-value'));
  });
});

describe('annotations', () => {
  const mark: Update = { objects: [annots('20 0 R'), [20, '<</Type/Annot/Subtype/Highlight/Rect[0 0 9 9]/P 3 0 R>>']] };
  const edited: Update = {
    objects: [[13, '<</Type/Annot/Subtype/Text/Contents(other)/Rect[100 100 110 110]/P 3 0 R>>']],
  };
  test('a reference to nothing is no new field', () => {
    for (const nothing of ['99 0 R', '99 5 R', '0 0 R']) {
      for (const docMdp of [3, null] as const)
        expect(judge(docMdp, { objects: [annots(nothing)] })).toEqual(amended('annotation'));
      for (const docMdp of [1, 2] as const)
        expect(judge(docMdp, { objects: [annots(nothing)] })).toEqual(suspect('annotation-added'));
    }
  });

  /** MuPDF shows a CR in a string as it stands. */
  test('a text whose ends of line are written otherwise is another one', () => {
    const note = (text: string) => `<</Type/Annot/Subtype/FreeText/Contents${text}/Rect[100 100 110 110]/P 3 0 R>>`;
    const change = (before: string, after: string) =>
      judge(3, { objects: [[13, note(after)]] }, { bodies: { 13: note(before) } });
    for (const same of ['(a\\nb)', '<610a62>', '(a\\012b)']) expect(change('(a\nb)', same)).toEqual(CLEAN);
    expect(change('(a\r\nb)', '(a\r\nb)')).toEqual(CLEAN);
    for (const other of ['(a\r\nb)', '(a\rb)']) expect(change('(a\nb)', other)).toEqual(amended('annotation'));
    expect(change('(a\r\nb)', '(a\nb)')).toEqual(amended('annotation'));
  });

  test('are named where they are permitted', () => {
    for (const docMdp of [3, null] as const) {
      expect(judge(docMdp, mark)).toEqual(amended('annotation'));
      expect(judge(docMdp, edited)).toEqual(amended('annotation'));
    }
    for (const docMdp of [1, 2] as const) {
      expect(judge(docMdp, mark)).toEqual(suspect('annotation-added'));
      expect(judge(docMdp, edited)).toEqual(suspect('annotation-changed'));
    }
  });
  test('that come to say that they are', () => {
    const bodies = {
      13: '<</Subtype/Link/Rect[100 100 110 110]/P 3 0 R>>',
      4: `<<${BODIES.seal.replace('/Type/Annot', '')}>>`,
    };
    const objects: Objects = [
      [4, `<<${BODIES.seal}>>`],
      [13, '<</Type/Annot/Subtype/Link/Rect[100 100 110 110]/P 3 0 R>>'],
    ];
    expect(judge(1, { objects }, { bodies })).toEqual(amended('other'));
  });
});

describe('signing again', () => {
  const sign = (docMdp: DocMdp, change: Update, bodies: Bodies = {}) =>
    changesOf(fillByteRange(update(signedDocument({ docMdp, bodies }), change)));
  const widget = (rect: string, more = '/V 20 0 R') =>
    `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/F 132/Rect${rect}/P 3 0 R${more}>>`;
  const added = (rect: string, more?: string, signature = signatureDict()): Update => ({
    objects: [fields('21 0 R'), annots('21 0 R'), [20, signature], [21, widget(rect, more)]],
  });
  const stamp = signatureDict()
    .replace('/Type/Sig', '/Type/DocTimeStamp')
    .replace('ETSI.CAdES.detached', 'ETSI.RFC3161');

  test('in a field that waited for it', () => {
    const inEmpty = (more: string): Update => ({
      objects: [
        [8, `<<${BODIES.empty}/V 20 0 R${more}>>`],
        [20, signatureDict()],
        ...(more === '' ? [] : [[22, LOOK] as const]),
      ],
    });
    const hidden = BODIES.empty.replace('/Rect[60 30 90 40]', '/Rect[0 0 0 0]');
    for (const docMdp of [2, 3, null] as const) {
      expect(sign(docMdp, inEmpty(''))).toEqual(amended('signature-look'));
      expect(sign(docMdp, inEmpty('/AP<</N 22 0 R>>'))).toEqual(amended('signature-look'));
      const bodies = { 8: `<<${hidden}>>` };
      expect(
        sign(
          docMdp,
          {
            objects: [
              [8, `<<${hidden}/V 20 0 R>>`],
              [20, signatureDict()],
            ],
          },
          bodies,
        ),
      ).toEqual(CLEAN);
    }
    expect(sign(1, inEmpty(''))).toEqual(suspect('field-filled'));
  });

  test('in a new field that shows nothing', () => {
    for (const docMdp of [2, 3, null] as const) expect(sign(docMdp, added('[0 0 0 0]'))).toEqual(CLEAN);
    expect(sign(1, added('[0 0 0 0]'))).toEqual(suspect('field-filled'));
  });

  test('in a form of its own, by lists of their own', () => {
    const bodies = {
      1: '<</Type/Catalog/Pages 2 0 R/AcroForm 9 0 R>>',
      9: '<</Fields[4 0 R]>>',
      3: `<<${BODIES.page}/Annots 19 0 R>>`,
      19: '[4 0 R]',
    };
    const objects: Objects = [
      [9, '<</Fields 23 0 R/SigFlags 3>>'],
      [23, '[4 0 R 21 0 R]'],
      [19, '[4 0 R 21 0 R]'],
      [20, signatureDict()],
      [21, widget('[0 0 0 0]')],
    ];
    expect(sign(null, { objects }, bodies)).toEqual(CLEAN);
  });

  test('by lists that become objects of their own', () => {
    const objects: Objects = [
      [9, form('').replace('[]', ' 23 0 R')],
      [23, `[${BODIES.fields} 21 0 R]`],
      page('/Annots 24 0 R'),
      [24, `[${BODIES.annots} 21 0 R]`],
      [20, signatureDict()],
      [21, widget('[0 0 0 0]')],
    ];
    expect(sign(null, { objects })).toEqual(CLEAN);
  });

  test('lists that show what was there once more, or in another order', () => {
    const listed = (list: string): Update => ({
      objects: [fields('21 0 R'), page(`/Annots[${list}]`), [20, signatureDict()], [21, widget('[0 0 0 0]')]],
    });
    for (const list of [
      `${BODIES.annots} 18 0 R`,
      `${BODIES.annots} 21 0 R 21 0 R`,
      `21 0 R ${BODIES.annots}`,
      BODIES.annots.replace('13 0 R 15 0 R', '15 0 R 13 0 R'),
    ]) {
      expect(sign(null, listed(list))).toEqual(amended('annotation'));
      expect(sign(2, listed(list))).toEqual(suspect('annotation-changed'));
    }
  });

  test('a new field whose entries are something else', () => {
    const odd = (from: string, to: string): Update => ({
      objects: added('[0 0 0 0]').objects.map(
        ([number, body]) => [number, number === 21 ? body.replace(from, to) : body] as const,
      ),
    });
    for (const [from, to] of [
      ['/Subtype/Widget', '/Subtype/FreeText'],
      ['/Type/Annot', '/Type/Page'],
      ['/P 3 0 R', '/P<</Type/Page>>'],
      ['/F 132', '/F 132.0'],
      ['[0 0 0 0]', '[0 0 0 0 0]'],
      ['[0 0 0 0]', '[0 0 0 null]'],
    ] as const)
      expect(sign(null, odd(from, to)).outcome).toBe('amended');
  });

  test('a new field with an empty look is exempt, with anything more it is named', () => {
    const looking = (look: string): Update => {
      const change = added('[0 0 0 0]', '/V 20 0 R/AP<</N 22 0 R>>');
      return { objects: [...change.objects, [22, look]] };
    };
    const EMPTY = '/Type/XObject/Subtype/Form/BBox[0 0 0 0]';
    expect(sign(null, looking(streamText(EMPTY, '')))).toEqual(CLEAN);
    expect(sign(null, looking(streamText(EMPTY, 'q Q')))).toEqual(amended('field-added'));
    expect(sign(null, looking(streamText(`${EMPTY}/Resources<</XObject<</X 12 0 R>>>>`, '')))).toEqual(
      amended('field-added'),
    );
    for (const more of ['/MK<<>>', '/TU(x)', '/Lock<</Action/All>>', '/DA(x)', '/Zz null'])
      expect(sign(null, added('[0 0 0 0]', `/V 20 0 R${more}`))).toEqual(amended('field-added'));
  });

  test('on two pages at once', () => {
    const bodies = {
      2: '<</Type/Pages/Kids[3 0 R 24 0 R]/Count 2>>',
      24: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
    };
    const change = added('[0 0 0 0]');
    const second = [24, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[21 0 R]>>'] as const;
    expect(sign(null, change, bodies)).toEqual(CLEAN);
    expect(sign(null, { objects: [...change.objects, second] }, bodies)).toEqual(amended('annotation'));
  });

  test('in a new visible field', () => {
    for (const docMdp of [3, null] as const)
      expect(sign(docMdp, added('[0 0 9 9]'))).toEqual(amended('signature-look'));
    expect(sign(2, added('[0 0 9 9]'))).toEqual(suspect('visible-field-added'));
    expect(sign(1, added('[0 0 9 9]'))).toEqual(suspect('field-filled'));
  });

  test('a document time-stamp', () => {
    for (const docMdp of LEVELS) expect(sign(docMdp, added('[0 0 0 0]', '/V 20 0 R', stamp))).toEqual(CLEAN);
    for (const docMdp of [1, 2] as const)
      expect(sign(docMdp, added('[0 0 9 9]', '/V 20 0 R', stamp))).toEqual(suspect('visible-field-added'));
  });

  test('by a signature that is not of its revision, or was there', () => {
    const unfilled = signatureDict().replace(/\/ByteRange\[[^\]]*\]/, '/ByteRange[0 10 20 30]');
    expect(judge(null, added('[0 0 0 0]', '/V 20 0 R', unfilled))).toEqual(suspect('signature-not-of-its-revision'));
    const reused: Update = { objects: [fields('21 0 R'), annots('21 0 R'), [21, widget('[0 0 0 0]', '/V 5 0 R')]] };
    expect(judge(null, reused)).toEqual(suspect('signature-reused'));
  });

  test('with a stream that nothing needs', () => {
    const parked = signatureDict({ more: '/Prop_Build 22 0 R' });
    const change = added('[0 0 0 0]', '/V 20 0 R', parked);
    expect(sign(null, { objects: [...change.objects, [22, '<</App(x)>>']] })).toEqual(CLEAN);
    expect(sign(null, { objects: [...change.objects, [22, LOOK]] })).toEqual(amended('other'));
  });
});

test('a word of the writer in the trailer gets lost and comes back; no other comes, and nothing else goes', () => {
  const judged = (before: string, ...after: readonly string[]) => {
    const base = signedDocument({ docMdp: 2 }).replace('/Info 10 0 R', before);
    const append = (text: string, more: string) =>
      update(text, { objects: [], trailer: `/Root 1 0 R/ID[<aa><cc>]${more}` });
    return changesOf(after.reduce(append, base));
  };
  expect(judged('/Words(kept)', '/Words(kept)')).toEqual(CLEAN);
  expect(judged('/Words(kept)', '')).toEqual(amended('document'));
  expect(judged('/Words(kept)', '', '/Words(kept)')).toEqual(amended('document', 'document'));
  expect(judged('/Words(kept)', '', '/Words(else)')).toEqual(suspect('trailer-changed'));
  expect(judged('/Words(kept)', '', '/Other(kept)')).toEqual(suspect('trailer-changed'));
  expect(judged('/Words(kept)', '/Words(else)')).toEqual(suspect('trailer-changed'));
  expect(judged('/Words[1 2 ]', '')).toEqual(suspect('trailer-changed'));
});

describe('the version in the catalog counts where it is later than that in the header', () => {
  const [number, plain] = catalog('');
  const from = (version: string, to: string, docMdp: DocMdp = 1) => {
    const body = (more: string) => plain.replace('<<', `<<${more}${docMdp === null ? '' : PERMS}`);
    const signed = signedDocument({ docMdp, bodies: { [number]: body(version) } });
    return changesOf(update(signed, { objects: [[number, body(to)]] }));
  };

  test.each([
    ['/Version/1.4', ''],
    ['', '/Version/1.4'],
    ['/Version/1.6', '/Version/1.4'],
    ['/Version/1.7', '/Version/2.0'],
  ])('from %j to %j it is not lower', (version, to) => {
    expect(from(version, to)).toMatchObject({ outcome: 'amended', places: ['document'] });
  });

  test.each([
    ['/Version/2.0', ''],
    ['/Version/2.0', '/Version/1.4'],
    ['/Version/1.4', '/Version/1.4.1'],
    ['/Version(1.4)', '/Version/1.4'],
  ])('from %j to %j it is, or is none', (version, to) => {
    expect(from(version, to)).toMatchObject({ outcome: 'suspect', codes: ['version-lowered'] });
  });

  test.each([
    ['/Version/2.0', ''],
    ['/Version/2.0', '/Version/1.4'],
  ])('from %j to %j it is named where no signature says what may change', (version, to) => {
    expect(from(version, to, null)).toMatchObject({ outcome: 'amended', places: ['document'] });
    for (const docMdp of [2, 3] as const) expect(from(version, to, docMdp)).toMatchObject({ outcome: 'suspect' });
  });
});

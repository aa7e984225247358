import { describe, expect, test } from '@jest/globals';
import type { ChangeCode } from '#core/validation/inspection.ts';
import { iccProfile, points } from '../../../support/icc-profile.ts';
import { fillByteRange, latin1Text, signatureDict } from '../../../support/pdf-writer.ts';
import {
  BODIES,
  changesOf,
  signedDocument,
  streamText,
  type Update,
  update,
} from '../../../support/signed-document.ts';

type DocMdp = 1 | 2 | 3 | null;

const judge = (docMdp: DocMdp, change: Update, references = '') =>
  changesOf(update(signedDocument({ docMdp, references }), change));

const ALLOWED = { changes: 'allowed', codes: [] };
const forbidden = (...codes: ChangeCode[]) => ({ changes: 'forbidden', codes: expect.arrayContaining(codes) });

const catalog = (more: string, perms = ''): readonly [number, string] => [1, `<<${BODIES.catalog}${perms}${more}>>`];
const page = (more: string): readonly [number, string] => [3, `<<${BODIES.page}${more}>>`];
const annots = (more: string) => page(`/Annots[${BODIES.annots} ${more}]`);
const fields = (more: string): readonly [number, string] => [
  9,
  `<</Fields[${BODIES.fields} ${more}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`,
];
const FORM_KEYS = '/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Resources<</Font<</F1 16 0 R>>>>';
const FORM = streamText(FORM_KEYS, 'BT (New) Tj ET');
/** A SEQUENCE of one INTEGER. */
const DER = '\x30\x03\x02\x01\x05';
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r">new</rdf:RDF></x:xmpmeta>';

test('no revision after the signature', () => {
  expect(changesOf(signedDocument({ docMdp: 1 }))).toEqual({ changes: 'none', codes: [] });
});

describe('what every signature permits', () => {
  const CASES: readonly (readonly [string, Update])[] = [
    ['an update of nothing', { objects: [] }],
    ['the same object written again', { objects: [[16, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']] }],
    ['document information left out', { objects: [], trailer: '/Root 1 0 R/ID[<aa><cc>]' }],
    ['document information', { objects: [[10, '<</Title(After)/ModDate(D:2026)>>']] }],
    ['XMP metadata', { objects: [[11, streamText('/Type/Metadata/Subtype/XML', XMP)]] }],
    [
      'a form that nothing names, and that paints nothing',
      { objects: [[20, streamText('/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<>>', '% DSBlank\n')]] },
    ],
  ];
  test.each(CASES)('%s', (_name, change) => {
    for (const docMdp of [1, 2, 3, null] as const) expect(judge(docMdp, change)).toEqual(ALLOWED);
  });

  test('validation data, versions and extensions', () => {
    const store = '/DSS<</Certs[20 0 R]/VRI<</00112233445566778899AABBCCDDEEFF00112233<</Cert[20 0 R]>>>>>>';
    const objects = [catalog(store), [20, streamText('', DER)]] as const;
    expect(judge(null, { objects })).toEqual(ALLOWED);
    expect(judge(1, { objects: [catalog(store, '/Perms<</DocMDP 5 0 R>>'), [20, streamText('', DER)]] })).toEqual(
      ALLOWED,
    );
    const stamped = (data: string) => {
      const objects = [catalog(store.replace('<</Cert[', '<</TS 21 0 R/Cert[')), [20, streamText('', DER)]] as const;
      return judge(null, { objects: [...objects, [21, streamText('', data)]] });
    };
    expect(stamped(DER)).toEqual(ALLOWED);
    expect(stamped('0 0 9 9 re f').codes).toEqual(['security-store-changed']);
    const level = catalog('/Version/2.0').map((part) => String(part).replace('ExtensionLevel 5', 'ExtensionLevel 8'));
    expect(judge(null, { objects: [[1, level[1] ?? '']] })).toEqual(ALLOWED);
  });
});

describe('what no signature permits', () => {
  const CASES: readonly (readonly [string, ChangeCode, Update])[] = [
    [
      'a page content repointed',
      'page-changed',
      {
        objects: [
          page(`/Annots[${BODIES.annots}]/Contents 20 0 R`)
            .map(String)
            .map((t) => t.replace('/Contents 6 0 R', '')) as never,
          [20, streamText('', '(x) Tj')],
        ],
      },
    ],
    ['a page content overwritten', 'page-changed', { objects: [[6, streamText('', '(Forged) Tj')]] }],
    ['a font overwritten', 'page-changed', { objects: [[16, '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>']] }],
    ['a page box', 'page-changed', { objects: [page(`/Annots[${BODIES.annots}]/CropBox[0 0 9 9]`)] }],
    ['a page action', 'page-changed', { objects: [page(`/Annots[${BODIES.annots}]/AA<</O<</S/JavaScript/JS(x)>>>>`)] }],
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
    [
      'a page more',
      'page-tree-changed',
      {
        objects: [
          [2, '<</Type/Pages/Kids[3 0 R 20 0 R]/Count 2>>'],
          [20, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>'],
        ],
      },
    ],
    ['inherited resources', 'page-tree-changed', { objects: [[2, '<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90>>']] }],
    ['names', 'catalog-changed', { objects: [catalog('/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>')] }],
    ['an action on opening', 'catalog-changed', { objects: [catalog('/OpenAction<</S/URI/URI(x)>>')] }],
    ['layers', 'catalog-changed', { objects: [catalog('/OCProperties<</OCGs[]>>')] }],
    [
      'the root repointed',
      'root-repointed',
      { objects: [[20, `<<${BODIES.catalog}>>`]], trailer: '/Root 20 0 R/Info 10 0 R/ID[<aa><cc>]' },
    ],
    [
      'the first file identifier',
      'file-identifier-changed',
      { objects: [], trailer: '/Root 1 0 R/Info 10 0 R/ID[<ab><cc>]' },
    ],
    [
      'an unknown trailer key',
      'trailer-changed',
      { objects: [], trailer: '/Root 1 0 R/Info 10 0 R/ID[<aa><cc>]/Extra 1' },
    ],
    [
      'streams among document information',
      'document-information-changed',
      {
        objects: [
          [10, '<</Title 20 0 R>>'],
          [20, streamText('', 'x')],
        ],
      },
    ],
    [
      'metadata that are none',
      'metadata-changed',
      { objects: [[11, streamText('/Type/Metadata/Subtype/XML', 'bogus')]] },
    ],
    [
      'an extension that goes',
      'extension-changed',
      { objects: [[1, `<<${BODIES.catalog.replace('ExtensionLevel 5', 'ExtensionLevel 3')}>>`]] },
    ],
    ['a security store of page content', 'security-store-changed', { objects: [catalog('/DSS<</Certs[6 0 R]>>')] }],
    [
      'a security store of junk',
      'security-store-changed',
      { objects: [catalog('/DSS<</CRLs[20 0 R]>>'), [20, streamText('', 'junk')]] },
    ],
    [
      'a security store with junk behind what it lists',
      'security-store-changed',
      { objects: [catalog('/DSS<</OCSPs[20 0 R]>>'), [20, streamText('', `${DER}junk`)]] },
    ],
    ['a security store of something else', 'security-store-changed', { objects: [catalog('/DSS<</Certs[12 0 R]>>')] }],
    [
      'a default font replaced',
      'form-changed',
      {
        objects: [
          [9, `<</Fields[${BODIES.fields}]/SigFlags 3/DR<</Font<</F1 20 0 R>>>>>>`],
          [20, '<</Type/Font/BaseFont/Symbol>>'],
        ],
      },
    ],
    [
      'signature flags unset',
      'form-changed',
      { objects: [[9, `<</Fields[${BODIES.fields}]/SigFlags 1/DR<</Font<</F1 16 0 R>>>>>>`]] },
    ],
    [
      'a field that goes',
      'field-removed',
      { objects: [[9, '<</Fields[4 0 R 7 0 R 8 0 R 14 0 R]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>']] },
    ],
    ['a new text field', 'field-added', { objects: [fields('20 0 R'), [20, '<</FT/Tx/T(New)>>']] }],
    ['a new field of an old name', 'field-added', { objects: [fields('20 0 R'), [20, '<</FT/Sig/T(Text)>>']] }],
    ['a field made of an old object', 'field-added', { objects: [fields('13 0 R')] }],
    [
      'the signed field moved',
      'signed-field-changed',
      { objects: [[4, `<<${BODIES.seal.replace('[10 10 50 50]', '[10 10 90 90]')}>>`]] },
    ],
    [
      'the look of the signed field',
      'signed-field-changed',
      {
        objects: [
          [4, `<<${BODIES.seal.replace('12 0 R', '20 0 R')}>>`],
          [20, FORM],
        ],
      },
    ],
    ['the look of the signed field overwritten', 'signed-field-changed', { objects: [[12, FORM]] }],
    [
      'the signature dictionary',
      'signed-field-changed',
      { objects: [[5, signatureDict({ more: '/Reason(other)' }).replace(/\*+/g, '1')]] },
    ],
    ['a field renamed', 'field-changed', { objects: [[7, `<<${BODIES.text.replace('(Text)', '(Tent)')}>>`]] }],
    [
      'a field moved',
      'field-changed',
      { objects: [[7, `<<${BODIES.text.replace('[60 10 90 20]', '[0 0 200 200]')}>>`]] },
    ],
    ['a script in a field', 'field-changed', { objects: [[7, `<<${BODIES.text}/AA<</K<</S/JavaScript/JS(x)>>>>>>`]] }],
    [
      'a look without a value',
      'appearance-without-value',
      {
        objects: [
          [7, `<<${BODIES.text}/AP<</N 20 0 R>>>>`],
          [20, FORM],
        ],
      },
    ],
    [
      'a look that shows another value',
      'appearance-without-value',
      {
        objects: [
          [7, `<<${BODIES.text}/V(Good)/AP<</N 20 0 R>>>>`],
          [20, FORM],
        ],
      },
    ],
    [
      'the look of a check box',
      'field-changed',
      {
        objects: [
          [17, `<<${BODIES.check.replace('/Yes 12 0 R', '/Yes 20 0 R')}>>`],
          [20, FORM],
        ],
      },
    ],
    [
      'an annotation of the form taken off the page',
      'annotation-removed',
      { objects: [page('/Annots[4 0 R 8 0 R 13 0 R 15 0 R 17 0 R 18 0 R]')] },
    ],
    [
      'a stamp with a look removed',
      'annotation-removed',
      { objects: [page('/Annots[4 0 R 7 0 R 8 0 R 13 0 R 15 0 R 17 0 R]')] },
    ],
    [
      'free text over the page',
      'annotation-added',
      {
        objects: [
          annots('20 0 R'),
          [20, '<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/AP<</N 21 0 R>>>>'],
          [21, FORM],
        ],
      },
    ],
    [
      'a redaction',
      'annotation-added',
      { objects: [annots('20 0 R'), [20, '<</Type/Annot/Subtype/Redact/Rect[0 0 99 99]>>']] },
    ],
    [
      'a highlight with a look of its own',
      'annotation-added',
      {
        objects: [
          annots('20 0 R'),
          [20, '<</Type/Annot/Subtype/Highlight/Rect[0 0 99 99]/AP<</N 21 0 R>>>>'],
          [21, FORM],
        ],
      },
    ],
    [
      'a filled square',
      'annotation-added',
      { objects: [annots('20 0 R'), [20, '<</Type/Annot/Subtype/Square/IC[1 1 1]/Rect[0 0 99 99]>>']] },
    ],
    [
      'a link that runs a program',
      'annotation-added',
      { objects: [annots('20 0 R'), [20, '<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(x)>>>>']] },
    ],
    ['an object that nothing names', 'object-unreferenced', { objects: [[20, '(hidden)']] }],
    [
      'a form that nothing names, and that paints',
      'object-unreferenced',
      { objects: [[20, streamText('/Type/XObject/Subtype/Form/BBox[0 0 9 9]', '% blank\n0 0 9 9 re f')]] },
    ],
  ];
  test.each(CASES)('%s: %s', (_name, code, change) => {
    for (const docMdp of [3, null] as const) expect(judge(docMdp, change)).toEqual(forbidden(code));
  });
});

test('a word of the writer in the trailer gets lost and comes back; no other comes, and nothing else goes', () => {
  const judged = (before: string, ...after: readonly string[]) => {
    const base = signedDocument({ docMdp: 2 }).replace('/Info 10 0 R', before);
    const append = (text: string, more: string) =>
      update(text, { objects: [], trailer: `/Root 1 0 R/ID[<aa><cc>]${more}` });
    return changesOf(after.reduce(append, base));
  };
  expect(judged('/Words(kept)', '', '/Words(kept)')).toEqual(ALLOWED);
  expect(judged('/Words(kept)', '', '/Words(else)')).toEqual(forbidden('trailer-changed'));
  expect(judged('/Words(kept)', '', '/Other(kept)')).toEqual(forbidden('trailer-changed'));
  expect(judged('/Words(kept)', '/Words(kept)')).toEqual(ALLOWED);
  expect(judged('/Words(kept)', '')).toEqual(ALLOWED);
  expect(judged('/Words(kept)', '/Words(else)')).toEqual(forbidden('trailer-changed'));
  expect(judged('/Words[1 2 ]', '')).toEqual(forbidden('trailer-changed'));
});

describe('output intents', () => {
  const intent = (profile: Uint8Array, more = ''): Update['objects'] => [
    catalog(`/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)${more}>>]`),
    [20, streamText('/N 3', latin1Text(profile))],
  ];
  const added = (profile: Uint8Array, more = '/DestOutputProfile 20 0 R'): Update => ({
    objects: intent(profile, more),
  });
  const inverted = points(Array.from({ length: 256 }, (_, index) => 1 - index / 255));

  test('a document of none gets that of sRGB where it may be signed again', () => {
    expect(judge(null, added(iccProfile()))).toEqual(ALLOWED);
    const certified = (docMdp: 1 | 2) =>
      changesOf(
        update(signedDocument({ docMdp }), {
          objects: added(iccProfile()).objects.map(
            ([number, body]) =>
              [number, body.replace('/OutputIntents', '/Perms<</DocMDP 5 0 R>>/OutputIntents')] as const,
          ),
        }),
      );
    expect(certified(2)).toEqual(ALLOWED);
    expect(certified(1)).toEqual(forbidden('catalog-changed'));
  });

  test.each([
    ['a profile of other colours', added(iccProfile({ curve: inverted }))],
    ['another profile beside it', added(iccProfile(), '/DestOutputProfile 20 0 R/DestOutputProfileRef<<>>')],
    ['no profile', added(iccProfile(), '')],
  ])('%s is a change of the document', (_what, change) => {
    expect(judge(null, change)).toEqual(forbidden('catalog-changed'));
  });

  test('one that was there stays', () => {
    const bodies = { 1: `<<${BODIES.catalog}/OutputIntents[]>>` };
    expect(changesOf(update(signedDocument({ docMdp: null, bodies }), added(iccProfile())))).toEqual(
      forbidden('catalog-changed'),
    );
  });
});

describe('filling in', () => {
  const filled: Update = {
    objects: [
      [7, `<<${BODIES.text}/V(New)/AP<</N 20 0 R>>>>`],
      [20, FORM],
    ],
  };

  test('the bare content of the new look beside it is left over; another content is an object that nothing names', () => {
    const beside = (content: string): Update => ({ objects: [...filled.objects, [21, content]] });
    expect(judge(2, beside(streamText('', 'BT (New) Tj ET')))).toEqual(ALLOWED);
    for (const other of [
      streamText('', 'BT (Old) Tj ET'),
      streamText('/Type/XObject/Subtype/Form/BBox[0 0 9 9]', 'BT (New) Tj ET'),
      streamText('/Filter/ASCIIHexDecode', 'BT (New) Tj ET'),
    ])
      expect(judge(2, beside(other))).toEqual(forbidden('object-unreferenced'));
    // What it is a copy of was signed, and is not what the update shows.
    expect(judge(2, beside(streamText('', '0 0 10 10 re f')))).toEqual(forbidden('object-unreferenced'));
  });

  const checked: Update = { objects: [[17, `<<${BODIES.check.replace('/AS/Off', '/AS/Yes/V/Yes')}>>`]] };

  test.each([2, 3, null] as const)('DocMDP %s permits it', (docMdp) => {
    expect(judge(docMdp, filled)).toEqual(ALLOWED);
    expect(judge(docMdp, checked)).toEqual(ALLOWED);
  });

  const CHECK = BODIES.check
    .replace('/AS/Off', '/AS/Yes/V/Yes')
    .replace('/Yes 12 0 R/Off 12 0 R', '/Yes 20 0 R/Off 20 0 R');
  const redrawn = (drawing: string, dict = ''): Update => ({
    objects: [
      [17, `<<${CHECK}>>`],
      [20, streamText(`/Type/XObject/Subtype/Form/BBox[0 0 10 10]${dict}`, drawing)],
    ],
  });
  const FONT = '/Resources<</Font<</F1 16 0 R>>>>';

  test('a box is checked and its states are drawn again as they were, with other resources', () => {
    expect(judge(null, redrawn('0 0 10.0 10 re\nf', FONT))).toEqual(ALLOWED);
    expect(judge(2, redrawn('% as before\n0 0 10 10 re f'))).toEqual(ALLOWED);
  });

  test.each([
    ['drawn otherwise', redrawn('0 0 10 9 re f')],
    ['with something more', redrawn('0 0 10 10 re f 0 0 1 1 re f')],
    ['in another box', redrawn('0 0 10 10 re f', '/Matrix[9 0 0 9 0 0]')],
    [
      'one of them missing',
      {
        objects: [
          [17, `<<${CHECK.replace('/Off 20 0 R', '')}>>`],
          [20, streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', '0 0 10 10 re f')],
        ],
      } satisfies Update,
    ],
  ])('its states %s are another look', (_how, change) => {
    expect(judge(null, change)).toEqual(forbidden('field-changed'));
  });

  test('its states with other fonts, where they are used, are another look', () => {
    const body = streamText(`/Type/XObject/Subtype/Form/BBox[0 0 10 10]${FONT}`, 'BT /F1 9 Tf (8) Tj ET');
    const base = signedDocument({ docMdp: null, bodies: { 12: body } });
    const other = '/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>>>>>';
    expect(changesOf(update(base, redrawn('BT /F1 9 Tf (8) Tj ET', FONT)))).toEqual(ALLOWED);
    expect(changesOf(update(base, redrawn('BT /F1 9 Tf (8) Tj ET', other)))).toEqual(forbidden('field-changed'));
  });

  test('its states with an inline image, whose data only look like a comment, are another look', () => {
    const image = (data: string) => `BI /W 9 /H 1 /CS /G /BPC 8 ID %${data} EI`;
    const body = streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', image('BLACKBAR'));
    const base = signedDocument({ docMdp: null, bodies: { 12: body } });
    expect(changesOf(update(base, redrawn(image('ALLWHITE'))))).toEqual(forbidden('field-changed'));
  });

  test.each([
    ['glued to another operator, as pdf.js takes it apart', 'q', 'BLACKBAR', 'ALLWHITE'],
    ['after a byte that begins no operator', '\x80', 'BLACKBAR', 'ALLWHITE'],
  ])('its states with an inline image %s, are another look', (_how, before, data, dataNow) => {
    const image = (bytes: string) => `${before}BI /W 9 /H 1 /CS /G /BPC 8 ID %${bytes}\nEI`;
    const body = streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', image(data));
    const base = signedDocument({ docMdp: null, bodies: { 12: body } });
    expect(changesOf(update(base, redrawn(image(dataNow))))).toEqual(forbidden('field-changed'));
  });

  test.each(['/ColorSpace<</DefaultGray[/ICCBased 13 0 R]>>', '/ColorSpace 13 0 R'])(
    'its states with resources that turn plain colours into others, are another look: %s',
    (spaces) => {
      const change = redrawn('0 0 10 10 re f', `/Resources<<${spaces}>>`);
      expect(judge(null, change)).toEqual(forbidden('field-changed'));
    },
  );

  test('its states with a letter that is beyond a byte in one reading, are another look', () => {
    const font = '/Resources<</Font<</F1 16 0 R>>>>';
    const letters = (text: string) => `BT /F1 9 Tf ${text} Tj ET`;
    const body = streamText(`/Type/XObject/Subtype/Form/BBox[0 0 10 10]${font}`, letters('(8)'));
    const base = signedDocument({ docMdp: null, bodies: { 12: body } });
    const judged = (text: string) => changesOf(update(base, redrawn(letters(text), font)));
    expect(judged('<38>')).toEqual(ALLOWED);
    expect(judged('(\\070)')).toEqual(ALLOWED);
    // 0o470 without its ninth bit is an 8; pdf.js keeps the bit and shows nothing.
    expect(judged('(\\470)')).toEqual(forbidden('field-changed'));
  });

  test('its states with an end of line in a string, which a font may show as two letters, are another look', () => {
    const font = '/Resources<</Font<</F1 16 0 R>>>>';
    const letters = (text: string) => `BT /F1 9 Tf ${text} Tj ET`;
    const body = streamText(`/Type/XObject/Subtype/Form/BBox[0 0 10 10]${font}`, letters('(\n)'));
    const base = signedDocument({ docMdp: null, bodies: { 12: body } });
    const judged = (text: string) => changesOf(update(base, redrawn(letters(text), font)));
    expect(judged('(\\n)')).toEqual(ALLOWED);
    expect(judged('(\\012)')).toEqual(ALLOWED);
    expect(judged('(\r)')).toEqual(forbidden('field-changed'));
    expect(judged('(\r\n)')).toEqual(forbidden('field-changed'));
  });

  test('its states drawn with numbers that viewers cut short or let overflow, are another look', () => {
    const base = (size: string) => {
      const body = streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', `0 0 10 ${size} re f`);
      return signedDocument({ docMdp: null, bodies: { 12: body } });
    };
    const judged = (size: string, now: string) => changesOf(update(base(size), redrawn(`0 0 10 ${now} re f`)));
    expect(judged('10', '010.000')).toEqual(ALLOWED);
    // Poppler passes over a mode that is no integer: lines get another end, letters come to light.
    expect(judged('10 re 1 J 0 0 10 10', '10 re 1.0 J 0 0 10 10')).toEqual(forbidden('field-changed'));
    expect(judged('10', `${'0'.repeat(300)}10`)).toEqual(forbidden('field-changed'));
    expect(judged(`1${'0'.repeat(400)}`, `2${'0'.repeat(400)}`)).toEqual(forbidden('field-changed'));
    expect(judged('9007199254740992', '9007199254740993')).toEqual(forbidden('field-changed'));
  });

  test('the default appearance is spelled otherwise, and says the same', () => {
    const bodies = { 7: `<<${BODIES.text}/DA(/F1 12 Tf .1 .1 .1 rg)>>` };
    const judged = (appearance: string) => {
      const look = `<<${BODIES.text}/DA(${appearance})/V(New)/AP<</N 20 0 R>>>>`;
      const objects = [
        [7, look],
        [20, FORM],
      ] as const;
      return changesOf(update(signedDocument({ docMdp: 2, bodies }), { objects }));
    };
    expect(judged('/F1 12 Tf 0.1 0.10 0.1 rg')).toEqual(ALLOWED);
    expect(judged('0.1 0.1 0.1 rg /F1 12 Tf')).toEqual(ALLOWED);
    expect(judged('0.1 0.1 0.1 rg 0.1 g /F1 12 Tf')).toEqual(forbidden('field-changed'));
    expect(judged('.1 .1 .1 rg /F1 12 Tf /F1 12 Tf')).toEqual(forbidden('field-changed'));
    expect(judged('.1 .1 .1 /F1 12 Tf rg')).toEqual(forbidden('field-changed'));
    expect(judged('1 1 1 rg /F1 12 Tf')).toEqual(forbidden('field-changed'));
    expect(judged('/F1 12 Tf 1 1 1 rg')).toEqual(forbidden('field-changed'));
    expect(judged('/F2 12 Tf .1 .1 .1 rg')).toEqual(forbidden('field-changed'));
    expect(judged('/F1 1 Tf .1 .1 .1 rg')).toEqual(forbidden('field-changed'));
    // MuPDF takes what stands between spaces, comments too; its text ends at NUL.
    for (const other of [
      '/F1 12 Tf .1 .1 .1 rg % 1 1 1 rg',
      '/F1 12 Tf\\000.1 .1 .1 rg',
      '/F1 12 Tf .1 .1 .1\\014rg',
      `/F1 ${'0'.repeat(300)}12 Tf .1 .1 .1 rg`,
    ]) {
      expect(judged(other)).toEqual(forbidden('field-changed'));
    }
  });

  test('DocMDP 1 does not', () => {
    expect(judge(1, filled)).toEqual(forbidden('field-filled'));
  });

  test('a look comes with the border that fields have anyway, and no other', () => {
    const judged = (border: string) =>
      judge(2, {
        objects: [
          [7, `<<${BODIES.text}${border}/V(New)/AP<</N 20 0 R>>>>`],
          [20, FORM],
        ],
      });
    expect(judged('/BS<</S/S/W 1>>')).toEqual(ALLOWED);
    expect(judged('/BS<</S/S/W 9>>')).toEqual(forbidden('field-changed'));
    expect(judged('/BS<</S/B/W 1>>')).toEqual(forbidden('field-changed'));
  });

  test('whether viewers draw the fields anew may be said, and not become otherwise', () => {
    const form = (more: string) => `<</Fields[${BODIES.fields}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>${more}>>`;
    const judged = (before: string, after: string) =>
      changesOf(update(signedDocument({ docMdp: 2, bodies: { 9: form(before) } }), { objects: [[9, form(after)]] }));
    expect(judged('', '/NeedAppearances false')).toEqual(ALLOWED);
    expect(judged('/NeedAppearances false', '')).toEqual(ALLOWED);
    expect(judged('', '/NeedAppearances true')).toEqual(forbidden('form-changed'));
    expect(judged('/NeedAppearances true', '')).toEqual(forbidden('form-changed'));
  });

  test('a choice comes with the option that a list begins with; without a choice that is no filling in', () => {
    const choice = BODIES.text.replace('/FT/Tx', '/FT/Ch/Opt[(a)(b)]');
    const base = signedDocument({ docMdp: 2, bodies: { 7: `<<${choice}>>` } });
    const judged = (more: string) => changesOf(update(base, { objects: [[7, `<<${choice}${more}>>`]] }));
    expect(judged('/V(b)/I[1]/TI 1')).toEqual(ALLOWED);
    expect(judged('/TI 1')).toEqual(forbidden('field-changed'));
  });

  test('a choice field shows its options: a list some of them, a combo box the one that is chosen', () => {
    const judged = (flags: number, value: string, shown: string) => {
      const choice = `${BODIES.text.replace('/FT/Tx', '/FT/Ch/Opt[(a)(b)[(c)(see)]]')}/Ff ${flags}`;
      const base = signedDocument({ docMdp: 2, bodies: { 7: `<<${choice}>>` } });
      const look = streamText(FORM_KEYS, `BT ${shown} ET`);
      const objects = [
        [7, `<<${choice}/V(${value})/AP<</N 20 0 R>>>>`],
        [20, look],
      ] as const;
      return changesOf(update(base, { objects }));
    };
    const [list, combo] = [0, 1 << 17];
    expect(judged(list, 'b', '(a) Tj (b) Tj')).toEqual(ALLOWED);
    expect(judged(list, 'c', '(b) Tj (see) Tj')).toEqual(ALLOWED);
    expect(judged(combo, 'c', '(see) Tj')).toEqual(ALLOWED);
    expect(judged(combo, 'c', '(b) Tj (see) Tj')).toEqual(forbidden('appearance-without-value'));
    expect(judged(combo, 'other', '(other) Tj')).toEqual(ALLOWED);
    expect(judged(combo, 'b', '(see) Tj')).toEqual(forbidden('appearance-without-value'));
  });

  const inFont = (font: string, field = ''): Update => ({
    objects: [
      [7, `<<${BODIES.text}${field}/V(New)/AP<</N 20 0 R>>>>`],
      [20, FORM.replace('(New)', '(Old)').replace('16 0 R', `<</Type/Font/Subtype/Type1/BaseFont/Helvetica${font}>>`)],
    ],
  });

  test('a look that shows another text than the new value, in a font whose letters are those of ASCII', () => {
    const other = forbidden('appearance-without-value');
    expect(judge(2, inFont(''))).toEqual(other);
    const differences = (list: string) => inFont(`/Encoding<</Type/Encoding/Differences[${list}]>>`);
    expect(judge(2, differences('24/breve/caron 39/quotesingle 96/grave 128/bullet'))).toEqual(other);
    // Nobody can say which letters these are without drawing them.
    expect(judge(2, differences('79/N 108/e/m/w'))).toEqual(ALLOWED);
  });

  test('a script writes a value otherwise than it was typed', () => {
    const script = '/AA<</F<</S/JavaScript/JS(format)>>>>';
    const base = signedDocument({ docMdp: 2, bodies: { 7: `<<${BODIES.text}${script}>>` } });
    expect(changesOf(update(base, inFont('', script)))).toEqual(ALLOWED);
    const withValue = signedDocument({ docMdp: 2, bodies: { 7: `<<${BODIES.text}${script}/V(New)>>` } });
    expect(changesOf(update(withValue, inFont('', script)))).toEqual(forbidden('appearance-without-value'));
  });

  test('a filled field comes to name its page, and no other', () => {
    const text = BODIES.text.replace('/P 3 0 R', '');
    const bodies = { 7: `<<${text}>>`, 40: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>' };
    const base = signedDocument({ docMdp: 2, bodies });
    const judged = (pageOf: string) => changesOf(update(base, { objects: [[7, `<<${text}/V(New)/P ${pageOf}>>`]] }));
    expect(judged('3 0 R')).toEqual(ALLOWED);
    expect(judged('40 0 R')).toEqual(forbidden('field-changed'));
    expect(judged('2 0 R')).toEqual(forbidden('field-changed'));
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
    expect(judge(null, child, lock(parms))).toEqual(state === 'locked' ? forbidden('field-locked') : ALLOWED);
  });
});

describe('annotations', () => {
  const mark: Update = { objects: [annots('20 0 R'), [20, '<</Type/Annot/Subtype/Highlight/Rect[0 0 9 9]/P 3 0 R>>']] };
  const edited: Update = {
    objects: [[13, '<</Type/Annot/Subtype/Text/Contents(other)/Rect[100 100 110 110]/P 3 0 R>>']],
  };
  test.each([3, null] as const)('DocMDP %s permits marks', (docMdp) => {
    expect(judge(docMdp, mark)).toEqual(ALLOWED);
    expect(judge(docMdp, edited)).toEqual(ALLOWED);
  });
  test.each([1, 2] as const)('DocMDP %s does not', (docMdp) => {
    expect(judge(docMdp, mark)).toEqual(forbidden('annotation-added'));
    expect(judge(docMdp, edited)).toEqual(forbidden('annotation-changed'));
  });
});

test('a page comes to take the order of its fields from the structure, and no other order', () => {
  const judged = (bodies: Readonly<Record<number, string>>, tabs: string, profile: 'generic' | 'sealed' = 'generic') =>
    changesOf(
      update(signedDocument({ docMdp: 1, bodies }), { objects: [page(`/Annots[${BODIES.annots}]${tabs}`)] }),
      profile,
    );
  expect(judged({}, '/Tabs/S')).toEqual(ALLOWED);
  expect(judged({}, '/Tabs/R')).toEqual(forbidden('page-changed'));
  expect(judged({ 3: `<<${BODIES.page}/Annots[${BODIES.annots}]/Tabs(S)>>` }, '/Tabs/S')).toEqual(ALLOWED);
  expect(judged({}, '/Tabs/S', 'sealed')).toEqual(forbidden('page-changed'));
  expect(judged({ 3: `<<${BODIES.page}/Annots[${BODIES.annots}]/Tabs/R>>` }, '/Tabs/S')).toEqual(
    forbidden('page-changed'),
  );
});

test('annotations come to say that they are, signed fields among them; they do not become others', () => {
  const without = {
    4: `<<${BODIES.seal.replace('/Type/Annot', '')}>>`,
    7: `<<${BODIES.text.replace('/Type/Annot', '')}>>`,
    13: '<</Subtype/Link/Rect[100 100 110 110]/P 3 0 R/Dest[3 0 R/Fit]>>',
  };
  const link = '/Subtype/Link/Rect[100 100 110 110]/P 3 0 R/Dest[3 0 R/Fit]';
  const judged = (objects: Update['objects'], profile: 'generic' | 'sealed' = 'generic') =>
    changesOf(update(signedDocument({ docMdp: 1, bodies: without }), { objects }), profile);
  const all: Update['objects'] = [
    [4, `<<${BODIES.seal}>>`],
    [7, `<<${BODIES.text}>>`],
    [13, `<</Type/Annot${link}>>`],
  ];
  expect(judged(all)).toEqual(ALLOWED);
  expect(judged(all, 'sealed')).toEqual(forbidden('signed-field-changed', 'field-changed', 'annotation-changed'));
  expect(judged([[4, `<<${BODIES.seal.replace('/Type/Annot', '/Type/Sig')}>>`]])).toEqual(
    forbidden('signed-field-changed'),
  );
  expect(judged([[13, `<</Type/Annot${link.replace('100 100', '0 0')}>>`]])).toEqual(forbidden('annotation-changed'));
});

describe('the structure tree', () => {
  const tree = (kids: string, ids: string) => `<</Type/StructTreeRoot/K 31 0 R/IDTree<</Names[${ids}]>>${kids}>>`;
  const bodies = {
    1: `<<${BODIES.catalog}/StructTreeRoot 30 0 R>>`,
    30: tree('', '(a) 32 0 R'),
    31: '<</Type/StructElem/S/Document/P 30 0 R/K[32 0 R]>>',
    32: '<</Type/StructElem/S/P/P 31 0 R/ID(a)/Pg 3 0 R/K 0>>',
    33: '<</Type/StructElem/S/P/P 31 0 R/ID(b)/Pg 3 0 R/K 1>>',
  };
  const grown: readonly (readonly [number, string])[] = [
    annots('40 0 R'),
    [40, '<</Type/Annot/Subtype/Text/Contents(new)/Rect[1 1 9 9]/P 3 0 R/StructParent 7>>'],
    [41, '<</Type/StructElem/S/Annot/P 31 0 R/Pg 3 0 R/K<</Type/OBJR/Obj 40 0 R>>>>'],
    [31, '<</Type/StructElem/S/Document/P 30 0 R/K[32 0 R 41 0 R]>>'],
  ];
  const judged = (objects: Update['objects']) =>
    changesOf(update(signedDocument({ docMdp: null, bodies }), { objects }));

  test('grows by a mark, and elements keep their identifiers', () => {
    expect(judged(grown)).toEqual(ALLOWED);
    expect(judged([...grown, [30, tree('/ParentTreeNextKey 8', '(a) 32 0 R')]])).toEqual(ALLOWED);
  });

  test('an element comes to name the page of its annotations; not one that has content of a page', () => {
    const named = (number: number, kids: string): Update['objects'] => [
      [number, `<</Type/StructElem/S/${number === 31 ? 'Document/P 30' : 'P/P 31'} 0 R/Pg 3 0 R/K${kids}>>`],
    ];
    expect(judged(named(31, '[32 0 R]'))).toEqual(ALLOWED);
    expect(judged([[31, '<</Type/StructElem/S/Document/P 30 0 R/Pg 2 0 R/K[32 0 R]>>']])).toEqual(
      forbidden('structure-changed'),
    );
    for (const kids of ['[0]', '[<</Type/MCR/MCID 0>>]']) {
      const bare = { ...bodies, 32: `<</Type/StructElem/S/P/P 31 0 R/ID(a)/K${kids}>>` };
      const change = { objects: [[32, `<</Type/StructElem/S/P/P 31 0 R/ID(a)/Pg 3 0 R/K${kids}>>`]] } as const;
      expect(changesOf(update(signedDocument({ docMdp: null, bodies: bare }), change))).toEqual(
        forbidden('structure-changed'),
      );
    }
  });

  test('an identifier may not become that of another element', () => {
    expect(judged([...grown, [30, tree('', '(a) 33 0 R')]])).toEqual(forbidden('structure-changed'));
    expect(judged([...grown, [30, tree('', '(b) 32 0 R')]])).toEqual(forbidden('structure-changed'));
  });
});

describe('signing again', () => {
  const sign = (docMdp: DocMdp, change: Update) => changesOf(fillByteRange(update(signedDocument({ docMdp }), change)));
  const inEmpty: Update = {
    objects: [
      [8, `<<${BODIES.empty}/V 20 0 R/F 132>>`],
      [20, signatureDict()],
    ],
  };
  const widget = (rect: string, value = '/V 20 0 R') =>
    `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/Rect[${rect}]/P 3 0 R${value}>>`;
  const added = (rect: string, signature = signatureDict()): Update => ({
    objects: [fields('21 0 R'), annots('21 0 R'), [20, signature], [21, widget(rect)]],
  });
  const stamp = signatureDict()
    .replace('/Type/Sig', '/Type/DocTimeStamp')
    .replace('ETSI.CAdES.detached', 'ETSI.RFC3161');

  test('a field that waited for it', () => {
    for (const docMdp of [2, 3, null] as const) expect(sign(docMdp, inEmpty)).toEqual(ALLOWED);
    expect(sign(1, inEmpty)).toEqual(forbidden('field-filled'));
  });

  test('a field that waited without a look may show nothing once it is signed', () => {
    const blank = streamText('/Type/XObject/Subtype/Form/BBox[0 0 0 0]', ' ');
    const signed = (empty: string, more: string): Update => ({
      objects: [
        [8, `<<${empty.replace(/\/Rect\[[^\]]*\]/, '')}${more}>>`],
        [20, signatureDict()],
        [21, blank],
      ],
    });
    const gone = '/Rect[0 0 0 0]/V 20 0 R/AP<</N 21 0 R>>';
    expect(sign(2, signed(BODIES.empty, gone))).toEqual(ALLOWED);
    expect(sign(null, signed(BODIES.empty, gone))).toEqual(ALLOWED);
    expect(sign(null, signed(BODIES.empty, gone.replace('0 0 0 0', '0 0 90 40')))).toEqual(forbidden('field-changed'));
    expect(sign(null, signed(BODIES.empty, gone.replace('/AP<</N 21 0 R>>', '/AP<</N 12 0 R>>')))).toEqual(
      forbidden('field-changed'),
    );
    const unsigned = signed(BODIES.empty, '/Rect[0 0 0 0]').objects.filter(([number]) => number !== 20);
    expect(judge(null, { objects: unsigned })).toEqual(forbidden('field-changed'));
    const looking = `${BODIES.empty}/AP<</N 12 0 R>>`;
    const base = signedDocument({ docMdp: null, bodies: { 8: `<<${looking}>>` } });
    const taken = signed(looking.replace('/AP<</N 12 0 R>>', ''), gone);
    expect(changesOf(fillByteRange(update(base, taken)))).toEqual(forbidden('field-changed'));
  });

  test('a field that is signed comes to name its page', () => {
    const empty = BODIES.empty.replace('/P 3 0 R', '');
    const base = signedDocument({ docMdp: 2, bodies: { 8: `<<${empty}>>` } });
    const judged = (more: string) =>
      changesOf(
        fillByteRange(
          update(base, {
            objects: [
              [8, `<<${empty}${more}/V 20 0 R>>`],
              [20, signatureDict()],
            ],
          }),
        ),
      );
    expect(judged('/P 3 0 R')).toEqual(ALLOWED);
    expect(judged('/P 2 0 R')).toEqual(forbidden('field-changed'));
  });

  test('a new field with resources of its own, which no viewer looks for', () => {
    const change = added('0 0 0 0');
    const withResources = change.objects.map(
      ([number, body]) => [number, number === 21 ? body.replace('/FT/Sig', '/FT/Sig/DR<<>>') : body] as const,
    );
    for (const docMdp of [2, 3, null] as const) expect(sign(docMdp, { objects: withResources })).toEqual(ALLOWED);
  });

  test('a new field that shows nothing', () => {
    for (const docMdp of [2, 3, null] as const) expect(sign(docMdp, added('0 0 0 0'))).toEqual(ALLOWED);
    expect(sign(1, added('0 0 0 0'))).toEqual(forbidden('field-filled'));
  });

  test('a new visible field after certification', () => {
    for (const docMdp of [1, 2] as const)
      expect(sign(docMdp, added('0 0 9 9'))).toEqual(forbidden('visible-field-added'));
  });

  test('a document time-stamp', () => {
    for (const docMdp of [1, 2, 3, null] as const) expect(sign(docMdp, added('0 0 0 0', stamp))).toEqual(ALLOWED);
  });

  test('a signature that does not sign its own revision', () => {
    const unfilled = signatureDict().replace(/\/ByteRange\[[^\]]*\]/, '/ByteRange[0 10 20 30]');
    expect(judge(null, added('0 0 0 0', unfilled))).toEqual(forbidden('signature-not-of-its-revision'));
  });

  test('the profile of sealed documents permits time-stamps and nothing else', () => {
    const sealed = (change: Update) =>
      changesOf(fillByteRange(update(signedDocument({ docMdp: null }), change)), 'sealed');
    expect(sealed(added('0 0 0 0', stamp))).toEqual(ALLOWED);
    expect(sealed(inEmpty)).toEqual(forbidden('field-filled'));
    expect(sealed({ objects: [[10, '<</Title(After)>>']] })).toEqual(forbidden('document-information-changed'));
    expect(sealed({ objects: [[11, streamText('/Type/Metadata/Subtype/XML', XMP)]] })).toEqual(
      forbidden('metadata-changed'),
    );
  });
});

describe('several revisions', () => {
  test('a forbidden change that the next revision undoes is still forbidden', () => {
    const changed = update(signedDocument({ docMdp: 2 }), { objects: [[6, streamText('', '(Forged) Tj')]] });
    const undone = update(changed, { objects: [[6, streamText('', 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET')]] });
    expect(changesOf(undone)).toEqual(forbidden('page-changed'));
  });

  test('shadow: content freed, and content repointed to what was hidden in the signed revision', () => {
    expect(judge(null, { objects: [], freed: [6] })).toEqual(forbidden('page-changed'));
    expect(judge(null, { objects: [[2, '<</Type/Pages/Kids[12 0 R]/Count 1>>']] })).toEqual(
      forbidden('page-tree-changed'),
    );
  });

  test('permissions cannot be taken away', () => {
    expect(judge(1, { objects: [catalog('')] })).toEqual(forbidden('permissions-changed'));
  });
});

import { forgeTimeStamp } from '../../../support/cms.ts';
import { fillByteRange, latin1Bytes, signatureDict } from '../../../support/pdf-writer.ts';
import { type MakeCms, ROOM, signPdf } from '../../../support/sign-pdf.ts';
import { BODIES, signedDocument, streamText, type Update, update } from '../../../support/signed-document.ts';
import { type AgreementDocument, documentsOf, type Row } from './agreement-document.ts';
import type { TestTrust } from './test-trust.ts';

type DocMdp = 1 | 2 | 3 | null;
type Change = readonly [name: string, what: string, docMdp: readonly DocMdp[], change: Update];

const FORM = streamText(
  '/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Resources<</Font<</F1 16 0 R>>>>',
  'BT /F1 9 Tf (New) Tj ET',
);
const LEVELS = { 1: 'certified, P=1', 2: 'certified, P=2', 3: 'certified, P=3' } as const;
const page = (more: string): readonly [number, string] => [3, `<<${BODIES.page}${more}>>`];
const annots = (more: string) => page(`/Annots[${BODIES.annots} ${more}]`);
const fields = (more: string): readonly [number, string] => [
  9,
  `<</Fields[${BODIES.fields} ${more}]/SigFlags 3/DR<</Font<</F1 16 0 R>>>>>>`,
];
const catalog = (more: string): readonly [number, string] => [1, `<<${BODIES.catalog}${more}>>`];

/** What ISO 32000-2 lets be done after a signature, at some levels or at all. */
const SOMETIMES: readonly Change[] = [
  ['untouched', 'nothing after the signature', [null, 2], { objects: [] }],
  ['metadata', 'document information and nothing else', [null, 1], { objects: [[10, '<</Title(After)>>']] }],
  [
    'form-filled',
    'a text field filled in',
    [null, 1, 2],
    {
      objects: [
        [7, `<<${BODIES.text}/V(New)/AP<</N 20 0 R>>>>`],
        [20, FORM],
      ],
    },
  ],
  [
    'box-checked',
    'a check box ticked',
    [null, 1, 2],
    { objects: [[17, `<<${BODIES.check.replace('/AS/Off', '/AS/Yes/V/Yes')}>>`]] },
  ],
  [
    'highlight',
    'a highlight without an appearance of its own',
    [null, 2, 3],
    {
      objects: [
        annots('20 0 R'),
        [20, '<</Type/Annot/Subtype/Highlight/Rect[0 0 9 9]/QuadPoints[0 0 9 0 0 9 9 9]/P 3 0 R>>'],
      ],
    },
  ],
  [
    'note-edited',
    'a note with another text',
    [null, 2, 3],
    { objects: [[13, '<</Type/Annot/Subtype/Text/Contents(other)/Rect[100 100 110 110]/P 3 0 R>>']] },
  ],
];

/** What no signature lets be done. */
const NEVER: readonly Change[] = [
  [
    'page-content',
    'page content overwritten',
    [null, 2],
    { objects: [[6, streamText('', 'BT /F1 12 Tf 20 150 Td (Forged) Tj ET')]] },
  ],
  [
    'font-replaced',
    'a font overwritten',
    [null, 3],
    { objects: [[16, '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>']] },
  ],
  ['page-box', 'a crop box added', [null], { objects: [page(`/Annots[${BODIES.annots}]/CropBox[0 0 9 9]`)] }],
  [
    'page-added',
    'a page more',
    [null, 2],
    {
      objects: [
        [2, '<</Type/Pages/Kids[3 0 R 20 0 R]/Count 2>>'],
        [20, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>'],
      ],
    },
  ],
  ['open-action', 'an action on opening', [null], { objects: [catalog('/OpenAction<</S/URI/URI(x)>>')] }],
  ['layers', 'layers added', [null], { objects: [catalog('/OCProperties<</OCGs[]/D<<>>>>')] }],
  [
    'root-repointed',
    'another catalog',
    [null],
    { objects: [[20, `<<${BODIES.catalog}>>`]], trailer: '/Root 20 0 R/Info 10 0 R/ID[<aa><cc>]' },
  ],
  ['text-field-added', 'a new text field', [null, 2], { objects: [fields('20 0 R'), [20, '<</FT/Tx/T(New)>>']] }],
  [
    'field-moved',
    'a text field moved over the page',
    [null, 2],
    { objects: [[7, `<<${BODIES.text.replace('[60 10 90 20]', '[0 0 200 200]')}>>`]] },
  ],
  [
    'seal-moved',
    'the signed field moved',
    [null],
    { objects: [[4, `<<${BODIES.seal.replace('[10 10 50 50]', '[0 0 200 200]')}>>`]] },
  ],
  ['seal-look', 'the appearance of the signed field overwritten', [null, 2], { objects: [[12, FORM]] }],
  [
    'look-without-value',
    'a field that shows what it does not hold (shadow)',
    [null, 2],
    {
      objects: [
        [7, `<<${BODIES.text}/V(Good)/AP<</N 20 0 R>>>>`],
        [20, FORM],
      ],
    },
  ],
  [
    'stamp-removed',
    'a stamp taken off the page (shadow: hide)',
    [null, 3],
    { objects: [page(`/Annots[${BODIES.annots.replace(' 18 0 R', '')}]`)] },
  ],
  [
    'free-text',
    'a text box over the page (EAA)',
    [null, 2, 3],
    {
      objects: [
        annots('20 0 R'),
        [20, '<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/DA(/F1 9 Tf)/AP<</N 21 0 R>>>>'],
        [21, FORM],
      ],
    },
  ],
  ['content-freed', 'page content freed (shadow: hide)', [null], { objects: [], freed: [6] }],
  [
    'hidden-pages',
    'pages that lay hidden in the signed revision (shadow: replace)',
    [null],
    { objects: [[2, '<</Type/Pages/Kids[12 0 R]/Count 1>>']] },
  ],
  ['unreferenced', 'an object that nothing names', [null], { objects: [[20, '(hidden)']] }],
];

const LOCK = '<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Action/Include/Fields[(Text)]/V/1.2>>>>';

/** Documents of other people, soundly signed by a trusted signer, and what was done to them since. */
export function foreignChanges(trust: TestTrust): readonly AgreementDocument[] {
  const signed = (docMdp: DocMdp, references = '') =>
    signPdf(signedDocument({ docMdp, references, contents: ROOM }), trust.leaf);
  const rows = [...SOMETIMES, ...NEVER].flatMap(([name, what, levels, change]) =>
    levels.map((docMdp): Row => {
      const level = docMdp === null ? 'approval signature' : LEVELS[docMdp];
      const text = name === 'untouched' ? signed(docMdp) : update(signed(docMdp), change);
      return [
        `foreign-${name}-${docMdp === null ? 'approval' : `p${docMdp}`}`,
        `${what} (${level})`,
        latin1Bytes(text),
      ];
    }),
  );
  const filled: Update = { objects: [[7, `<<${BODIES.text}/V(New)>>`]] };
  const changed = update(signed(2), { objects: [[6, streamText('', '(Forged) Tj')]] });
  const undone: Update = { objects: [[6, streamText('', 'BT /F1 12 Tf 20 150 Td (Signed text) Tj ET')]] };
  return documentsOf('inspect', [
    ...rows,
    ['foreign-locked-field', 'a field filled in that FieldMDP locks', latin1Bytes(update(signed(null, LOCK), filled))],
    ['foreign-change-undone', 'a forbidden change, undone by the next revision', latin1Bytes(update(changed, undone))],
    ...signedAgain(signed, trust),
  ]);
}

/** A second signature, and document time-stamps. */
function signedAgain(signed: (docMdp: DocMdp) => string, { leaf, tsa }: TestTrust): readonly Row[] {
  const genTime = `${new Date(Date.now() - 60_000).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  const stamp: MakeCms = (stamped) => forgeTimeStamp({ tsa, stamped, genTime });
  const again = (text: string, change: Update, make?: MakeCms) =>
    latin1Bytes(signPdf(fillByteRange(update(text, change)), leaf, make));
  const dictionary = signatureDict({ contents: ROOM });
  const stampDictionary = dictionary
    .replace('/Type/Sig', '/Type/DocTimeStamp')
    .replace('ETSI.CAdES.detached', 'ETSI.RFC3161');
  const inEmpty = (value: string): Update => ({
    objects: [
      [8, `<<${BODIES.empty}/V 20 0 R/F 132>>`],
      [20, value],
    ],
  });
  const added = (rect: string, value: string): Update => ({
    objects: [
      fields('21 0 R'),
      annots('21 0 R'),
      [20, value],
      [21, `<</FT/Sig/Type/Annot/Subtype/Widget/T(Third)/F 132/Rect[${rect}]/P 3 0 R/V 20 0 R>>`],
    ],
  });
  return [
    ['foreign-signed-twice-approval', 'a second signature in an empty field', again(signed(null), inEmpty(dictionary))],
    ['foreign-signed-twice-p1', 'the same, certified with P=1', again(signed(1), inEmpty(dictionary))],
    ['foreign-signed-twice-p2', 'the same, certified with P=2', again(signed(2), inEmpty(dictionary))],
    [
      'foreign-visible-field-p2',
      'a new visible signature field after certification',
      again(signed(2), added('0 0 99 99', dictionary)),
    ],
    [
      'foreign-time-stamp-approval',
      'a document time-stamp',
      again(signed(null), added('0 0 0 0', stampDictionary), stamp),
    ],
    [
      'foreign-time-stamp-p1',
      'a document time-stamp (certified, P=1)',
      again(signed(1), added('0 0 0 0', stampDictionary), stamp),
    ],
  ];
}

import { deflateSync } from 'node:zlib';
import { fillByteRange, latin1Bytes, latin1Text, PdfWriter, signatureDict } from './pdf-writer.ts';
import { streamText, update } from './signed-document.ts';

/** A page that was made to exhaust whoever reads its text. */
export type HostilePage = {
  /** The stream of the page's content. */
  readonly content: string;
  readonly resources?: string;
  readonly objects?: readonly (readonly [number, string])[];
};

/** Object number of the font /F1, unless `objects` has another one. */
const FONT = 16;

/** A signed document of one such page, to which an update adds a visible field: only then is the text of the page read. */
export function hostileDocument({ content, resources = `/Font<</F1 ${FONT} 0 R>>`, objects = [] }: HostilePage) {
  const page = (fields: string) =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 6 0 R/Resources<<${resources}>>/Annots[${fields}]>>`;
  const own = new Map<number, string>([
    [1, '<</Type/Catalog/Pages 2 0 R/AcroForm 9 0 R>>'],
    [2, '<</Type/Pages/Kids[3 0 R]/Count 1>>'],
    [3, page('4 0 R')],
    [4, '<</FT/Sig/Type/Annot/Subtype/Widget/T(Seal)/V 5 0 R/Rect[10 10 50 50]/P 3 0 R>>'],
    [5, signatureDict()],
    [6, content],
    [9, '<</Fields[4 0 R]/SigFlags 3>>'],
    [FONT, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'],
    ...objects,
  ]);
  const writer = new PdfWriter();
  for (const [number, body] of own) writer.object(number, body);
  const signed = fillByteRange(writer.table({ trailer: '/ID[<aa><bb>]' }).text);
  const look = streamText('/Type/XObject/Subtype/Form/BBox[0 0 10 10]', '0 0 10 10 re f');
  const added: [number, string][] = [
    [3, page('4 0 R 20 0 R')],
    [9, '<</Fields[4 0 R 20 0 R]/SigFlags 3>>'],
    [20, '<</FT/Tx/Type/Annot/Subtype/Widget/T(New)/Rect[20 20 120 160]/P 3 0 R/AP<</N 21 0 R>>>>'],
    [21, look],
  ];
  return latin1Bytes(update(signed, { objects: added, trailer: '/Root 1 0 R/ID[<aa><cc>]' }));
}

/** A Flate stream as text. */
export function deflated(data: string | Uint8Array, dict = ''): string {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
  return streamText(`${dict}/Filter/FlateDecode`, latin1Text(deflateSync(bytes)));
}

const form = (resources: string, content: string) =>
  streamText(`/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<<${resources}>>`, content);
const text = (operators: string) => `BT /F1 12 Tf 20 150 Td ${operators} ET`;
const repeated = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join('');
const DESCRIPTOR = '/FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4';

function composite(descendant: string, more: string): [number, string][] {
  return [
    [FONT, `<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[17 0 R]${more}>>`],
    [17, `<</Type/Font/Subtype/CIDFontType2/BaseFont/A${descendant}${DESCRIPTOR}>>>>`],
  ];
}

function cmap(sections: string): string {
  return deflated(`begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange ${sections} endcmap`);
}

/** A form that draws the next one so many times, and so on. */
function nestedForms(count: number, times: number): [number, string][] {
  return Array.from({ length: count }, (_, i) => {
    const next = i + 1 < count ? `/XObject<</X0 ${101 + i} 0 R>>` : '';
    return [100 + i, form(next, '/X0 Do '.repeat(times))];
  });
}

const X0 = '/XObject<</X0 100 0 R>>';

/** What is done to pdf.js or its memory, by name. */
export const HOSTILE_PAGES: Readonly<Record<string, () => HostilePage>> = {
  'content that grows a thousandfold': () => ({ content: deflated(text(`${' '.repeat(25_000_000)}(x) Tj`)) }),
  'content that is deflated twice': () => {
    const once = deflateSync(Buffer.alloc(50_000_000, 32));
    return { content: streamText('/Filter[/FlateDecode/FlateDecode]', latin1Text(deflateSync(once))) };
  },
  'one line of 1.9 million letters': () => ({
    content: deflated(text(`(${repeated(240_000, (i) => String(10_000_000 + i * 7))}) Tj`)),
  }),
  '80,000 lines': () => ({
    content: deflated(text(repeated(80_000, (i) => `1 0 0 1 ${i % 190} ${i % 170} Tm(x)Tj `))),
  }),
  'forms that double forty times': () => ({
    content: streamText('', '/X0 Do'),
    resources: X0,
    objects: nestedForms(40, 2),
  }),
  'forms that double, a comment within': () => ({
    content: streamText('', '/X#30%\nDo'),
    resources: X0,
    objects: nestedForms(40, 2),
  }),
  'a thousand forms within each other': () => ({
    content: streamText('', '/X0 Do'),
    resources: X0,
    objects: nestedForms(1000, 1),
  }),
  'a form that draws itself': () => ({
    content: streamText('', '/X0 Do'),
    resources: X0,
    objects: [[100, form(X0, '/X0 Do')]],
  }),
  'widths of two billion codes': () => ({
    content: streamText('', text('<0001> Tj')),
    objects: composite('/W[0 2000000000 500]', ''),
  }),
  'a simple font of two billion codes': () => ({
    content: streamText('', text('(a) Tj')),
    objects: [
      [FONT, `<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 0/LastChar 2000000000/Widths[500]${DESCRIPTOR}>>>>`],
    ],
  }),
  'a Unicode table of 16 million codes': () => ({
    content: streamText('', text('<0001> Tj')),
    objects: [...composite('', '/ToUnicode 18 0 R'), [18, cmap('1 beginbfrange <000000> <fffffe> <0041> endbfrange')]],
  }),
  'codes that stand for 60,000 letters': () => ({
    content: streamText('', text(`<${'0001'.repeat(100_000)}> Tj`)),
    objects: [
      ...composite('', '/ToUnicode 18 0 R'),
      [18, cmap(`1 beginbfchar <0001> <${'0041'.repeat(60_000)}> endbfchar`)],
    ],
  }),
  'an encoding of 16 million codes': () => ({
    content: streamText('', text('<0001> Tj')),
    objects: [
      ...composite('', ''),
      [FONT, '<</Type/Font/Subtype/Type0/BaseFont/A/Encoding 18 0 R/DescendantFonts[17 0 R]>>'],
      [18, cmap('1 begincidrange <00000000> <00fffffe> 1 endcidrange')],
    ],
  }),
  'a font program that grows a thousandfold': () => ({
    content: streamText('', text('(a) Tj')),
    objects: [
      [
        FONT,
        `<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 0/LastChar 0/Widths[5]${DESCRIPTOR}/FontFile2 18 0 R>>>>`,
      ],
      [18, deflated(new Uint8Array(50_000_000))],
    ],
  }),
  'a drawn letter that grows a thousandfold': () => ({
    content: streamText('', text('(a) Tj')),
    objects: [
      [
        FONT,
        '<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[1]/Encoding<</Differences[97/a]>>/CharProcs<</a 18 0 R>>>>',
      ],
      [18, deflated(new Uint8Array(50_000_000))],
    ],
  }),
  'an image of 60,000 by 60,000': () => ({
    content: streamText('', '/X0 Do'),
    resources: X0,
    objects: [[100, deflated(new Uint8Array(50_000_000), '/Type/XObject/Subtype/Image/Width 60000/Height 60000')]],
  }),
  'images within the content': () => ({
    content: deflated('BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID xxxxxxxx EI '.repeat(50_000)),
  }),
  'brackets within the content': () => ({ content: deflated('['.repeat(2_000_000)) }),
  'states that are saved a million times': () => ({ content: deflated('q '.repeat(1_000_000)) }),
  '15,000 fonts': () => ({
    content: deflated(`BT ${repeated(15_000, (i) => `/F${i} 1 Tf (x) Tj `)} ET`),
    resources: `/Font<<${repeated(15_000, (i) => `/F${i} ${100 + i} 0 R`)}>>`,
    objects: Array.from({ length: 15_000 }, (_, i) => [
      100 + i,
      `<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar ${i % 200}>>`,
    ]),
  }),
};

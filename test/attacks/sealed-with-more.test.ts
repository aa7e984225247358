import { expect, test } from '@jest/globals';
import { DOCUMENT_LANGUAGES } from '#core/confirmation/document-languages.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { signedBytes } from '#core/pdf/document/signed-bytes.ts';
import { makeDocument } from '../../server/sealing/make-document.ts';
import { judgeFile } from '../support/judge-file.ts';
import { sealDocument, testPki } from '../support/pki.ts';
import { type Rewriting, rewrittenDocument } from '../support/rewritten-document.ts';
import { judgingOf } from '../support/sealed-files.ts';
import { inLanguages, SAMPLE, SAMPLE_SEAL } from '../support/typeset-content.ts';

/**
 * A maker's own key may have signed anything, in the spelling of this product: a file that shows, does or leads to more than
 * its pages say is refused all the same.
 */
const CONTENT = inLanguages(SAMPLE, DOCUMENT_LANGUAGES);

async function checksOf(rewriting: Rewriting) {
  const pki = await testPki();
  const unsealed = await makeDocument({ content: CONTENT, seal: SAMPLE_SEAL, signatureBytes: 8000 });
  const document = await rewrittenDocument(unsealed, rewriting);
  const signed = signedBytes(document.pdf, document.byteRange);
  const sealed = embedSignature(document, await sealDocument(signed, pki.rsa, [pki.root]));
  const judging = judgingOf(sealed, { at: new Date(Date.parse(CONTENT.issuedAt) + 60_000).toISOString() });
  const { checks } = await judgeFile(sealed, { ...judging, record: null });
  // The signer of the test PKI bears another name than the sample's.
  return checks.flatMap(({ outcome, code, id }) =>
    outcome === 'failed' && id !== 'signer-is-manufacturer' ? [code] : [],
  );
}

test('as it is made', async () => {
  expect(await checksOf({ replace: [] })).toEqual([]);
});

const CATALOG = '/Type /Catalog';
const PAGE = '/Type /Page\n';
const ELSEWHERE = '/S /URI /URI (https://elsewhere.example/)';
const LOOK =
  '<</Type/XObject/Subtype/Form/BBox[0 0 400 60]/Length 30>>\nstream\n1 1 0 rg 0 0 400 60 re f      \nendstream';

test.each<[string, Rewriting]>([
  ['an action on opening', { replace: [[CATALOG, `${CATALOG} /OpenAction <<${ELSEWHERE}>>`]] }],
  ['actions of the document', { replace: [[CATALOG, `${CATALOG} /AA <</WP <<${ELSEWHERE}>>>>`]] }],
  [
    'an outline that leads elsewhere',
    {
      replace: [[CATALOG, `${CATALOG} /Outlines @1`]],
      add: ['<</Type/Outlines/First @2/Last @2/Count 1>>', `<</Title(Check here)/Parent @1/A<<${ELSEWHERE}>>>>`],
    },
  ],
  [
    'a script',
    {
      replace: [
        ['/EmbeddedFiles', '/JavaScript <</Names[(a) <</S/JavaScript/JS(app.alert\\(1\\))>>]>> /EmbeddedFiles'],
      ],
    },
  ],
  ['a portfolio', { replace: [[CATALOG, `${CATALOG} /Collection <</View /D>>`]] }],
  [
    'layers',
    {
      replace: [[CATALOG, `${CATALOG} /OCProperties <</OCGs [@1] /D <</OFF [@1]>>>>`]],
      add: ['<</Type/OCG/Name(A)>>'],
    },
  ],
  [
    'a form of another kind',
    { replace: [['/SigFlags 3', '/SigFlags 3 /XFA @1']], add: ['<</Length 11>>\nstream\n<xdp:xdp/>\n\nendstream'] },
  ],
  ['looks made anew', { replace: [['/SigFlags 3', '/SigFlags 3 /NeedAppearances true']] }],
  ['actions of a page', { replace: [[PAGE, `${PAGE}/AA <</O <<${ELSEWHERE}>>>>\n`]] }],
  ['a page turned', { replace: [[PAGE, `${PAGE}/Rotate 180\n`]] }],
  ['a page cropped', { replace: [[PAGE, `${PAGE}/CropBox [0 400 595 842]\n`]] }],
  ['an action of the seal', { replace: [['/FT /Sig', `/FT /Sig /A <<${ELSEWHERE}>>`]] }],
  [
    'a button that leads elsewhere',
    {
      replace: [[/\/Annots \[/, '/Annots [@1 ']],
      add: [`<</Type/Annot/Subtype/Widget/Rect[0 0 595 842]/F 4/FT/Btn/Ff 65536/T(B)/A<<${ELSEWHERE}>>>>`],
    },
  ],
  [
    'a button with a look over the pages',
    {
      replace: [[/\/Annots \[/, '/Annots [@1 ']],
      add: ['<</Type/Annot/Subtype/Widget/Rect[100 500 500 560]/F 4/FT/Btn/Ff 65536/T(B)/AP<</N @2>>>>', LOOK],
    },
  ],
  [
    'a text field',
    {
      replace: [
        [/\/Annots \[/, '/Annots [@1 '],
        [/\/Fields \[/, '/Fields [@1 '],
      ],
      add: [
        '<</Type/Annot/Subtype/Widget/Rect[100 500 500 560]/F 4/FT/Tx/T(B)/V(LTEST000000000000)/AP<</N @2>>>>',
        LOOK,
      ],
    },
  ],
  [
    'another associated file',
    {
      replace: [[/\/AF \[/, '/AF [@1 ']],
      add: [
        '<</Type/Filespec/F(a.txt)/UF(a.txt)/AFRelationship/Data/EF<</F @2>>>>',
        '<</Type/EmbeddedFile/Length 1>>\nstream\nx\nendstream',
      ],
    },
  ],
  [
    'a field that stands in place of a list',
    {
      replace: [[/\/Annots \[[^\]]*\]/, '/Annots @1']],
      add: ['<</Type/Annot/Subtype/Widget/Rect[100 500 500 560]/F 4/FT/Btn/Ff 65536/T(B)>>'],
    },
  ],
])('%s', async (_name, rewriting) => {
  expect(await checksOf(rewriting)).toContain('not-exactly-sealed');
});

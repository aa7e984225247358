import { type PdfFacts, readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { INSPECTION_OUTCOMES } from '#core/validation/inspection.ts';
import { latin1Bytes, onePage, sealedPdf } from '../support/pdf-writer.ts';
import { AT, BODIES, signedDocument, update } from '../support/signed-document.ts';
import { type Target, withoutNumbers } from './run-fuzz.ts';

/** Parted by spaces; `~` stands for a space within. */
const WORDS =
  'endobj obj stream\n endstream xref trailer startxref\n0\n %%EOF << >> [ ] ( ) %c\n #41 /Prev~0 9~0~R /Type /ObjStm /XRef'
    .concat(' /W[1~2~1] /Index[0~5] /XRefStm~10 /Encrypt<<>> /Kids[3~0~R] /Length~0 /Filter/FlateDecode /Contents<00>')
    .concat(' /DecodeParms<</Predictor~12>> /ByteRange[0~1~2~3] /Perms<<>> <</S/P/K[30~0~R]>> BT~/F1~1~Tf~(x)Tj~ET')
    .split(' ')
    .map((word) => word.replaceAll('~', ' '));

function seeds(): readonly Uint8Array[] {
  const signed = signedDocument({ docMdp: 2 });
  const filled = update(signed, { objects: [[AT.text, `<<${BODIES.text}/V(filled)>>`]] });
  const objects: [number, string][] = [
    [5, '<</A 6 0 R>>'],
    [6, '[1 2 (x)]'],
  ];
  return [
    sealedPdf(),
    signed,
    filled,
    onePage().objectStream(4, objects).xrefStream(7).text,
    onePage()
      .stream(4, '', 'x')
      .table()
      .object(4, '1')
      .xrefStream(5)
      .object(4, '2')
      .table({ freed: [3] }).text,
    onePage('/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/EF<</F 4 0 R>>>>]>>>>').stream(4, '', '{}').table()
      .text,
  ].map(latin1Bytes);
}

/** The strict reader and the judgement of changes. */
export const pdfTarget: Target = {
  name: 'pdf',
  words: WORDS,
  seeds: async () => seeds(),
  run: async (bytes) => {
    const said = read(bytes);
    if (read(bytes) !== said) throw new Error('two runs differ');
    const { outcome, problems, signatures } = await inspectDocument(bytes);
    if (!INSPECTION_OUTCOMES.includes(outcome)) throw new Error(`an outcome that nobody knows: ${outcome}`);
    return withoutNumbers(`${said} ${outcome} ${problems} ${signatures.map((one) => one.problems)}`);
  },
};

function read(bytes: Uint8Array): string {
  try {
    const file = openPdf(bytes);
    checkPlaces(file);
    const facts = readPdfFacts(bytes);
    for (const signature of facts.signatures) checkGap(bytes, signature);
    return facts.remarks.join(' ');
  } catch (fault) {
    if (fault instanceof PdfReadError) return `${fault.code} ${fault.message}`;
    throw fault;
  }
}

/** Objects and revisions lie in the file, one after the other. */
function checkPlaces(file: PdfFile): void {
  for (const { start, end } of file.objects.inFile()) {
    if (!(start >= 0 && start < end && end <= file.bytes.length)) throw new Error(`an object at ${start} to ${end}`);
  }
  let before = 0;
  for (const { start, eofEnd, end } of file.revisions) {
    const inOrder = start === before && start < eofEnd && eofEnd <= end && end <= file.bytes.length;
    if (!inOrder) throw new Error(`a revision at ${start} to ${end}`);
    before = end;
  }
  if (file.findings.codes.length === 0 && before !== file.bytes.length) throw new Error('bytes that nothing explains');
}

/** What a byte range with coverage leaves out is one hexadecimal string, and that is what was taken for the CMS. */
function checkGap(bytes: Uint8Array, { byteRange, coverage, cms }: PdfFacts['signatures'][number]): void {
  if (coverage === 'unclear') return;
  if (byteRange === null || cms === null) throw new Error('coverage without byte range or CMS');
  const [first, length, second, rest] = byteRange;
  const gap = Buffer.from(bytes.subarray(first + length, second)).toString('latin1');
  const isWhole = coverage !== 'entire-file' || second + rest === bytes.length;
  if (first !== 0 || !isWhole || gap.toLowerCase() !== `<${Buffer.from(cms).toString('hex')}>`)
    throw new Error(`a gap that is not the CMS: ${gap.slice(0, 100)}`);
}

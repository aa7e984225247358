import { PAGES, PdfWriter, tableLine } from '../../../support/pdf-writer.ts';

const TEXT = 'BT /F1 12 Tf 20 150 Td (TEST) Tj ET';

/**
 * The layout of tagged exports of office programs: a table of everything; an empty update whose /XRefStm says all of it
 * again; and no line end behind the last %%EOF, where that is wanted.
 */
export function officeExport({ isRestated = true, end = '\n' } = {}): string {
  const writer = new PdfWriter()
    .object(1, '<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>')
    .object(2, PAGES)
    .object(3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.32 841.92]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>')
    .stream(4, '', TEXT)
    .object(5, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')
    .object(6, '<</Type/StructTreeRoot/K 7 0 R>>')
    .object(7, '<</Type/StructElem/S/Document/P 6 0 R>>');
  return isRestated ? restated(writer, end) : writer.table({ trailer: ID, end }).text;
}

const ID = '/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]';

function restated(writer: PdfWriter, end: string): string {
  const streamAt = writer.text.length;
  const offsets = [1, 2, 3, 4, 5, 6, 7].map((number) => writer.offsetOf(number));
  const rows = [...offsets, streamAt].map((at) => String.fromCharCode(1, at >> 8, at & 255, 0)).join('');
  const dict = `/Type/XRef/W[1 2 1]/Index[1 8]/Size 9/Root 1 0 R${ID}/Length ${rows.length}`;
  writer.raw(`8 0 obj\n<<${dict}>>\nstream\n${rows}\nendstream\nendobj\n`);
  const tableAt = writer.text.length;
  writer.table({ size: 9, lines: { 8: tableLine(streamAt) }, trailer: ID });
  const emptyAt = writer.text.length;
  const trailer = `<</Size 9/Root 1 0 R${ID}/Prev ${tableAt}/XRefStm ${streamAt}>>`;
  return writer.raw(`xref\n0 0\ntrailer\n${trailer}\nstartxref\n${emptyAt}\n%%EOF${end}`).text;
}

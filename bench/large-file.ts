import { fillByteRange, latin1Bytes, PdfWriter, signatureDict } from '../test/support/pdf-writer.ts';
import { update } from '../test/support/signed-document.ts';

const FIRST = 100;

/** A signed PDF of about so many bytes and objects, half of them streams, with so many later updates that fill a field. */
export function largeFile({
  bytes,
  objects,
  updates,
}: {
  bytes: number;
  objects: number;
  updates: number;
}): Uint8Array {
  const filler = 'x'.repeat(Math.max(0, Math.floor(bytes / objects) - 110));
  const numbers = Array.from({ length: objects }, (_, index) => FIRST + index);
  const field = (value: string) => `<</FT/Tx/Type/Annot/Subtype/Widget/T(Text)${value}/Rect[60 10 90 20]/P 3 0 R>>`;
  const writer = new PdfWriter()
    .object(1, '<</Type/Catalog/Pages 2 0 R/AcroForm 9 0 R/Extra 10 0 R>>')
    .object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>')
    .object(3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R 7 0 R]>>')
    .object(4, '<</FT/Sig/Type/Annot/Subtype/Widget/T(Seal)/V 5 0 R/Rect[10 10 50 50]/P 3 0 R>>')
    .object(5, signatureDict())
    .object(7, field(''))
    .object(9, '<</Fields[4 0 R 7 0 R]/SigFlags 3>>')
    .object(10, `[${numbers.map((number) => `${number} 0 R`).join(' ')}]`);
  for (const number of numbers) {
    if (number % 2 === 0) writer.stream(number, `/Next ${FIRST} 0 R`, filler);
    else writer.object(number, `<</Next ${number - 1} 0 R/Numbers[1 2 3]/Text(${filler})>>`);
  }
  let text = fillByteRange(writer.table({ trailer: '/ID[<aa><bb>]' }).text);
  for (let made = 0; made < updates; made += 1) {
    text = update(text, { objects: [[7, field(`/V(${made})`)]], trailer: '/Root 1 0 R/ID[<aa><cc>]' });
  }
  return latin1Bytes(text);
}

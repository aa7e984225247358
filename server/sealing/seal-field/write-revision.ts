import type { PDFObject } from 'pdf-lib';
import { ascii, concatenate } from '#core/bytes/ascii.ts';
import type { WrittenRevision } from '#core/pdf/additions/written-revision.ts';
import type { TypesetPdf } from './typeset-pdf.ts';

/** New bodies of objects by number: those that exist are replaced, those beyond the last are added without a gap. */
export type ObjectChanges = ReadonlyMap<number, PDFObject | Uint8Array>;

/**
 * Writes the file anew as ONE revision: replaced objects are left out and written at the end with the added ones, under
 * one cross-reference table. Nothing in the file is defined twice, so no two readers can read it differently.
 */
export function writeRevision(pdf: TypesetPdf, changes: ObjectChanges): WrittenRevision {
  const size = Math.max(pdf.offsets.length, ...[...changes.keys()].map((number) => number + 1));
  const offsets = new Array<number>(size).fill(0);
  const chunks = keepUnchanged(pdf, changes, offsets);
  let length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const bodies = new Map<number, number>();
  const add = (chunk: Uint8Array) => {
    chunks.push(chunk);
    length += chunk.length;
  };
  for (const [number, body] of [...changes].sort(([a], [b]) => a - b)) {
    offsets[number] = length;
    add(ascii(`${number} 0 obj\n`));
    bodies.set(number, length);
    add(body instanceof Uint8Array ? body : bytesOf(body));
    add(ascii('\nendobj\n\n'));
  }
  add(ascii(tableAndTrailer(pdf, offsets, length)));
  return { bytes: concatenate(chunks, length), bodies };
}

/** The stretches of the old file between replaced objects; fills in where their objects come to lie. */
function keepUnchanged(pdf: TypesetPdf, changes: ObjectChanges, offsets: number[]): Uint8Array[] {
  const order = pdf.offsets.map((offset, number) => ({ offset, number })).slice(1);
  order.sort((a, b) => a.offset - b.offset);
  const chunks: Uint8Array[] = [];
  let from = 0;
  let removed = 0;
  order.forEach(({ offset, number }, index) => {
    const end = order[index + 1]?.offset ?? pdf.xrefStart;
    if (!changes.has(number)) {
      offsets[number] = offset - removed;
      return;
    }
    chunks.push(pdf.bytes.subarray(from, offset));
    removed += end - offset;
    from = end;
  });
  chunks.push(pdf.bytes.subarray(from, pdf.xrefStart));
  return chunks;
}

function tableAndTrailer(pdf: TypesetPdf, offsets: readonly number[], xrefStart: number): string {
  const entries = offsets.map((offset, number) =>
    number === 0 ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`,
  );
  const kept = pdf.trailer.entries().filter(([key]) => key.asString() !== '/Size');
  const trailer = kept.map(([key, value]) => `${key.toString()} ${value.toString()}\n`).join('');
  return `xref\n0 ${offsets.length}\n${entries.join('')}trailer\n<<\n/Size ${offsets.length}\n${trailer}>>\nstartxref\n${xrefStart}\n%%EOF\n`;
}

/** The bytes of an object as it stands in a file. */
export function bytesOf(object: PDFObject): Uint8Array {
  const bytes = new Uint8Array(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return bytes;
}

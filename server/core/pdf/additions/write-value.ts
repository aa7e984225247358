import { ByteWriter } from '#core/pdf/exact/byte-writer.ts';
import { printValue } from '#core/pdf/exact/print-value.ts';
import type { PdfDict, PdfValue } from '#core/pdf/syntax/values.ts';

/** A value as the printer of our files writes it (`printValue`), in bytes. */
export function valueBytes(value: PdfValue): Uint8Array {
  const out = new ByteWriter();
  printValue(out, value);
  return out.bytes();
}

/** The dictionary with one entry set, in its place or at the end. */
export function withEntry({ entries }: PdfDict, key: string, value: PdfValue): PdfDict {
  return { type: 'dict', entries: new Map([...entries, [key, value]]) };
}

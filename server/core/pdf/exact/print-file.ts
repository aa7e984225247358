import { ascii } from '#core/bytes/ascii.ts';
import { withEntry } from '#core/pdf/additions/write-value.ts';
import type { WrittenRevision } from '#core/pdf/additions/written-revision.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import { isStream, type PdfDict, type PdfStream } from '#core/pdf/syntax/values.ts';
import { ByteComparer } from './byte-comparer.ts';
import { type ByteSink, ByteWriter } from './byte-writer.ts';
import { printDict, printValue } from './print-value.ts';

/** How every file of ours begins: the version, and octets that tell a transfer program that the file is no text. */
export const FILE_HEADER = Uint8Array.of(...ascii('%PDF-1.7\n%'), 0x80, 0x80, 0x80, 0x80, 0x0a);

/** What the printed file may be larger than the one that was read, before its bytes are copied once more. */
const BYTES_MORE = 4096;
const FREE_ROW = '0000000000 65535 f \n';

/**
 * Prints a file of one revision anew from its objects: one spelling of the whole file, so that bytes which are not exactly
 * what is printed of them were changed by somebody. Objects stand in ascending order under one classic table; streams keep
 * their encoded data. What cannot be printed (a missing object, one in an object stream) is an error.
 * @throws PdfReadError `file-malformed`
 */
export function printFile(file: PdfFile): WrittenRevision {
  const out = new ByteWriter(file.bytes.length + BYTES_MORE);
  const bodies = printTo(out, file);
  return { bytes: out.bytes(), bodies };
}

/**
 * Whether a file of one revision is, octet for octet, what `printFile` prints of it.
 * @throws PdfReadError `file-malformed` for what cannot be printed
 */
export function isAsPrinted(file: PdfFile): boolean {
  const out = new ByteComparer(file.bytes);
  printTo(out, file);
  return out.isSame;
}

/** Gives where the body of each object starts, by number. */
function printTo(out: ByteSink, file: PdfFile): ReadonlyMap<number, number> {
  const [revision, ...others] = file.revisions;
  if (revision === undefined || others.length > 0) throw malformed('not a file of one revision');
  const size = Math.max(0, ...file.objects.numbers()) + 1;
  out.data(FILE_HEADER);
  const offsets: number[] = [];
  const bodies = new Map<number, number>();
  for (let number = 1; number < size; number++) {
    const object = file.objects.object(number);
    if (object === null || object.container !== null) throw malformed(`no object ${number} in the file itself`);
    offsets.push(out.length);
    out.integer(number);
    out.text(' 0 obj\n');
    bodies.set(number, out.length);
    if (isStream(object.value)) printStream(out, file.bytes, object.value);
    else printValue(out, object.value);
    out.text('\nendobj\n');
  }
  printTable(out, offsets, withEntry(revision.trailer, 'Size', size));
  return bodies;
}

function printStream(out: ByteSink, bytes: Uint8Array, { dict, start, end }: PdfStream): void {
  printDict(out, withEntry(dict, 'Length', end - start));
  out.text('\nstream\n');
  out.data(bytes.subarray(start, end));
  out.text('\nendstream');
}

/** The table of objects that follow each other from 1 on, and the end of the file. */
function printTable(out: ByteSink, offsets: readonly number[], trailer: PdfDict): void {
  const xref = out.length;
  out.text(`xref\n0 ${offsets.length + 1}\n${FREE_ROW}`);
  for (const offset of offsets) out.text(`${String(offset).padStart(10, '0')} 00000 n \n`);
  out.text('trailer\n');
  printDict(out, trailer);
  out.text(`\nstartxref\n${xref}\n%%EOF\n`);
}

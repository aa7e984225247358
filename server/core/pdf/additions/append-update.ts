import { ascii, concatenate } from '#core/bytes/ascii.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isCount, type PdfDict } from '#core/pdf/syntax/values.ts';
import { valueBytes, withEntry } from './write-value.ts';
import type { WrittenRevision } from './written-revision.ts';

/** A file that something can be appended to. */
export type UpdateBase = {
  readonly bytes: Uint8Array;
  /** Of the newest revision: names the catalog, and the first number that no object has (/Size). */
  readonly trailer: PdfDict;
  /** Where its cross-reference section starts. */
  readonly xref: number;
};

/** A file that was read, to be updated. Throws for one whose newest trailer does not say its /Size. */
export function updateBase(file: PdfFile): UpdateBase {
  const newest = file.revisions.at(-1);
  const section = newest?.sections[0];
  if (newest === undefined || section === undefined) throw new Error('a file without revisions');
  return { bytes: file.bytes, trailer: newest.trailer, xref: section.offset };
}

/** The first object number that is free. */
export function nextNumber({ trailer }: UpdateBase): number {
  const size = entry(trailer, 'Size');
  if (!isCount(size)) throw new Error('no /Size');
  return size;
}

/**
 * Appends an incremental update (ISO 32000-2, 7.5.6): the bodies of new and of replaced objects, all of generation 0, under
 * one classic cross-reference section. Not a byte of the file changes.
 */
export function appendUpdate(
  base: UpdateBase,
  objects: ReadonlyMap<number, Uint8Array>,
): WrittenRevision & { readonly base: UpdateBase } {
  const chunks = [base.bytes, ascii(base.bytes.at(-1) === NEWLINE ? '' : '\n')];
  let length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const offsets = new Map<number, number>();
  const bodies = new Map<number, number>();
  const add = (chunk: Uint8Array) => {
    chunks.push(chunk);
    length += chunk.length;
  };
  for (const [number, body] of [...objects].sort(([a], [b]) => a - b)) {
    offsets.set(number, length);
    add(ascii(`${number} 0 obj\n`));
    bodies.set(number, length);
    add(body);
    add(ascii('\nendobj\n'));
  }
  const xref = length;
  const trailer = trailerAfter(base, offsets);
  add(ascii(`${tableText(offsets)}trailer\n`));
  add(valueBytes(trailer));
  add(ascii(`\nstartxref\n${xref}\n%%EOF\n`));
  const bytes = concatenate(chunks, length);
  return { bytes, bodies, base: { bytes, trailer, xref } };
}

const NEWLINE = 0x0a;

function trailerAfter(base: UpdateBase, offsets: ReadonlyMap<number, number>): PdfDict {
  const size = Math.max(nextNumber(base), ...[...offsets.keys()].map((number) => number + 1));
  return withEntry(withEntry(base.trailer, 'Size', size), 'Prev', base.xref);
}

/** Numbers that follow each other share a subsection (ISO 32000-2, 7.5.4). `offsets` in ascending order of numbers. */
function tableText(offsets: ReadonlyMap<number, number>): string {
  const runs: { readonly first: number; readonly rows: string[] }[] = [];
  for (const [number, offset] of offsets) {
    const row = `${String(offset).padStart(10, '0')} 00000 n \n`;
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.rows.length === number) last.rows.push(row);
    else runs.push({ first: number, rows: [row] });
  }
  return `xref\n${runs.map(({ first, rows }) => `${first} ${rows.length}\n${rows.join('')}`).join('')}`;
}

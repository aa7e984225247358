import { readSignedFields } from '#core/pdf/document/signature-fields.ts';
import { openPdf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isRef } from '#core/pdf/syntax/values.ts';
import { fillByteRange, latin1Bytes, latin1Text } from './pdf-writer.ts';
import { update } from './signed-document.ts';

/** A signed PDF of one revision with a classic table, taken apart for an attack: text has one character per byte. */
export type Target = {
  readonly text: string;
  readonly catalog: number;
  readonly page: number;
  readonly content: number;
  readonly field: number;
  readonly signature: number;
  /** A number that no object has. */
  readonly free: number;
  /** The value of an object as it is written. */
  readonly body: (number: number) => string;
  /** What an update's trailer must repeat. */
  readonly trailer: string;
  /** The bounds of the hex string of /Contents, delimiters included. */
  readonly gap: { readonly from: number; readonly to: number };
};

export function targetOf(bytes: Uint8Array): Target {
  const file = openPdf(bytes);
  const text = latin1Text(bytes);
  const [signed] = readSignedFields(file, file.revisions.length - 1);
  const numbers = file.objects.numbers();
  const contents = signed === undefined ? null : entry(signed.value, 'Contents');
  if (signed?.valueNumber == null || contents === null || typeof contents !== 'object' || !('start' in contents))
    throw new Error('not a signed target');
  const body = (number: number) => bodyOf(file, text, number);
  const page = numberWhere(file, (value) => /\/Type\s*\/Page\b/.test(value), body);
  return {
    text,
    catalog: referenceIn(file.revisions.at(-1)?.trailer.entries.get('Root')),
    page,
    content: Number(/\/Contents\s*\[?\s*(\d+) 0 R/.exec(body(page))?.[1]),
    field: numberWhere(file, (value) => /\/FT\s*\/Sig\b/.test(value) && value.includes('/V'), body),
    signature: signed.valueNumber,
    free: Math.max(...numbers) + 1,
    body,
    trailer: (/trailer\s*<<([\s\S]*?)>>\s*startxref\s+\d+\s+%%EOF\s*$/.exec(text)?.[1] ?? '')
      .replace(/\/Size \d+/, '')
      .replace(/\/Prev \d+/, ''),
    gap: { from: contents.start, to: contents.end },
  };
}

/** The target with a well-formed incremental update behind it; a byte range that is open is filled in. */
export function withUpdate(
  target: Target,
  objects: readonly (readonly [number, string])[],
  { trailer = target.trailer, freed = [] }: { readonly trailer?: string; readonly freed?: readonly number[] } = {},
): Uint8Array {
  const text = update(target.text, { objects, trailer, freed });
  return latin1Bytes(text.includes('**********') ? fillByteRange(text) : text);
}

/** The body of a dictionary with text before its last `>>`. */
export function withEntry(body: string, more: string): string {
  const at = body.lastIndexOf('>>');
  return body.slice(0, at) + more + body.slice(at);
}

/** The target with one text, which must stand in it exactly once, replaced by another of the same length or shorter. */
export function patched({ text }: Pick<Target, 'text'>, old: string, next: string): Uint8Array {
  const at = text.indexOf(old);
  if (at < 0 || text.indexOf(old, at + 1) >= 0) throw new Error(`"${old}" does not stand exactly once`);
  if (next.length > old.length) throw new Error(`"${next}" does not fit`);
  return latin1Bytes(text.slice(0, at) + next.padEnd(old.length) + text.slice(at + old.length));
}

function bodyOf(file: PdfFile, text: string, number: number): string {
  const object = file.objects.object(number);
  if (object === null || object.container !== null) throw new Error(`no object ${number} in the file`);
  const written = text.slice(object.start, object.end);
  return written.replace(/^\d+\s+\d+\s+obj\s*/, '').replace(/\s*endobj$/, '');
}

function numberWhere(file: PdfFile, test: (body: string) => boolean, body: (number: number) => string): number {
  const found = file.objects.numbers().find((number) => test(body(number)));
  if (found === undefined) throw new Error('no such object');
  return found;
}

function referenceIn(value: unknown): number {
  if (!isRef(value as never)) throw new Error('no reference');
  return (value as { readonly number: number }).number;
}

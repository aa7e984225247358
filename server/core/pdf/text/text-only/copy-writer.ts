import { concatenate } from '#core/pdf/additions/write-revision.ts';
import { nameText } from '#core/pdf/exact/print-value.ts';
import { exceeded } from '#core/pdf/syntax/limits.ts';
import { malformed } from '#core/pdf/syntax/read-error.ts';
import { isArray, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';

/** Bytes of a whole copy: pdf.js takes fifty times as much memory for the worst of them. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_OBJECTS = 20_000;
/** Beyond this no coordinate or width means anything, and a table indexed by it would not fit into memory. */
const MOST_NUMBER = 1e6;

/** Writes a PDF of one revision whose streams are all plain: nothing in it is larger than it looks. */
export class CopyWriter {
  readonly #bodies: (readonly (string | Uint8Array)[] | null)[] = [];
  #length = 0;

  /** The number of an object that is written later. */
  reserve(): number {
    if (this.#bodies.length >= MOST_OBJECTS) throw exceeded('objects');
    return this.#bodies.push(null);
  }

  /** @param dict the entries, without `<<` and `>>` */
  dict(number: number, dict: string): void {
    this.#put(number, [`<<${dict}>>`]);
  }

  stream(number: number, dict: string, data: Uint8Array): void {
    this.#put(number, [`<<${dict}/Length ${data.length}>>\nstream\n`, data, '\nendstream']);
  }

  /** The file whose catalog is that object. */
  finish(catalog: number): Uint8Array {
    const text = new TextEncoder();
    const chunks: Uint8Array[] = [text.encode('%PDF-1.7\n')];
    const offsets: number[] = [];
    let length = 9;
    const add = (part: string | Uint8Array) => {
      const chunk = typeof part === 'string' ? text.encode(part) : part;
      chunks.push(chunk);
      length += chunk.length;
    };
    this.#bodies.forEach((parts, index) => {
      offsets.push(length);
      for (const part of [`${index + 1} 0 obj\n`, ...(parts ?? ['null']), '\nendobj\n']) add(part);
    });
    const at = length;
    const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const size = offsets.length + 1;
    add(`xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<</Size ${size}/Root ${catalog} 0 R>>\n`);
    add(`startxref\n${at}\n%%EOF\n`);
    return concatenate(chunks, length);
  }

  #put(number: number, parts: readonly (string | Uint8Array)[]): void {
    this.#length += parts.reduce((sum, part) => sum + part.length, 0);
    if (this.#length > MOST_BYTES) throw exceeded('inflatedBytes');
    this.#bodies[number - 1] = parts;
  }
}

/**
 * A number, a name, or an array of such, references followed; null for anything else.
 * Throws `file-malformed` for a number beyond all use.
 */
export function plainText(value: PdfValue, resolve: (value: PdfValue) => PdfValue, depth = 0): string | null {
  const found = resolve(value);
  if (typeof found === 'number') return numberText(found);
  if (typeof found === 'object' && found !== null && 'type' in found && found.type === 'real')
    return numberText(found.value);
  const name = nameOf(found);
  if (name !== null) return nameText(name);
  if (!isArray(found) || depth > 1) return null;
  return `[${found.map((item) => plainText(item, resolve, depth + 1) ?? 'null').join(' ')}]`;
}

function numberText(value: number): string {
  if (!(Math.abs(value) <= MOST_NUMBER)) throw malformed(`the number ${value} where text is drawn`);
  return Number.isInteger(value) ? String(value) : value.toFixed(6);
}

import type { PdfName } from './values.ts';

const BUCKETS = 512;

/**
 * The names of one file, each made once: a document repeats a few dozen of them thousands of times, and equal
 * strings that are one string are compared and looked up faster.
 */
export class NameTable {
  readonly #buckets: PdfName[][] = [];

  /** The name whose bytes, which hold no `#`, are [start, end) and hash to `hash`; null when it is not known. */
  find(source: Uint8Array, start: number, end: number, hash: number): PdfName | null {
    for (const name of this.#bucket(hash)) if (isSame(source, start, end, name.value)) return name;
    return null;
  }

  /** Makes a name that is not known. A file with more names than there is room for gets them anew each time. */
  add(source: Uint8Array, start: number, end: number, hash: number): PdfName {
    const name: PdfName = { type: 'name', value: String.fromCharCode(...source.subarray(start, end)) };
    const bucket = this.#bucket(hash);
    if (bucket.length < 8) bucket.push(name);
    return name;
  }

  #bucket(hash: number): PdfName[] {
    const index = (hash >>> 0) % BUCKETS;
    this.#buckets[index] ??= [];
    return this.#buckets[index];
  }
}

function isSame(source: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (source[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

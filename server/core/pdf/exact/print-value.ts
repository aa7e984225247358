import { malformed } from '#core/pdf/syntax/read-error.ts';
import { isArray, isCount, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import type { ByteSink } from './byte-writer.ts';

/** Digits that the reader takes for one number. */
const MAX_DIGITS = 15;
/** Room for one offset of /ByteRange: files below 10 GB. */
export const OFFSET_DIGITS = 10;

/**
 * Prints a value (ISO 32000-2, 7.3): one text for each, in ASCII, and reading it gives the same value. Throws for a stream,
 * whose dictionary alone is text.
 * @throws PdfReadError `file-malformed` for a real number that has no such text
 */
export function printValue(out: ByteSink, value: PdfValue): void {
  if (typeof value === 'number') out.integer(value);
  else if (value === null || typeof value === 'boolean') out.text(String(value));
  else if (isArray(value)) printArray(out, value);
  else printTagged(out, value);
}

function printTagged(out: ByteSink, value: Exclude<PdfValue, null | boolean | number | readonly PdfValue[]>): void {
  switch (value.type) {
    case 'name':
      out.text(nameText(value.value));
      return;
    case 'ref':
      out.integer(value.number);
      out.text(' ');
      out.integer(value.generation);
      out.text(' R');
      return;
    case 'dict':
      printDict(out, value);
      return;
    case 'string':
      printString(out, value.bytes);
      return;
    case 'real':
      out.text(realText(value.value));
      return;
    case 'stream':
      throw new Error('a stream is not written again');
  }
}

function printArray(out: ByteSink, items: readonly PdfValue[]): void {
  out.text('[');
  items.forEach((item, index) => {
    if (index > 0) out.text(' ');
    printValue(out, item);
  });
  out.text(']');
}

/** Each entry on a line of its own, in the order of the dictionary. */
export function printDict(out: ByteSink, { entries }: PdfDict): void {
  out.text('<<\n');
  for (const [key, value] of entries) {
    out.text(nameText(key));
    out.text(' ');
    if (key === 'ByteRange' && isByteRange(value)) out.text(byteRangeText(value));
    else printValue(out, value);
    out.text('\n');
  }
  out.text('>>');
}

function isByteRange(value: PdfValue): value is readonly number[] {
  return isArray(value) && value.length === 4 && value.every(isCount);
}

/** A byte range is filled in last, so its numbers have places of one width. */
export function byteRangeText([first, ...others]: readonly number[]): string {
  return `[${first} ${others.map((number) => String(number).padEnd(OFFSET_DIGITS)).join(' ')}]`;
}

/** Plain ASCII stands as it is, everything else in hex digits. */
function printString(out: ByteSink, bytes: Uint8Array): void {
  const isLiteral = isPlain(bytes);
  out.text(isLiteral ? '(' : '<');
  if (isLiteral) out.data(bytes);
  else out.hex(bytes);
  out.text(isLiteral ? ')' : '>');
}

/** Nothing that needs an escape in a literal string. */
function isPlain(bytes: Uint8Array): boolean {
  for (const byte of bytes)
    if (byte < 0x20 || byte > 0x7e || byte === 0x28 || byte === 0x29 || byte === 0x5c) return false;
  return true;
}

/** The shortest decimal number that is read as the same value, never with an exponent; a whole number keeps its point. */
function realText(value: number): string {
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent);
  if (shift > 0) throw malformed('a real number that is too large to be written');
  const digits = shift < 0 ? `${'0'.repeat(-shift - 1)}${whole}${fraction}` : fraction;
  const text = `${shift < 0 ? '0' : whole}.${digits || '0'}`;
  if (text.length - 1 > MAX_DIGITS) throw malformed('a real number with too many digits');
  return value < 0 ? `-${text}` : text;
}

const PLAIN_NAME = /^[A-Za-z0-9_.+-]*$/;

/**
 * A name as ISO 32000-2, 7.3.5 writes it, slash included. As they are stand regular characters within ASCII, but for the
 * sign that escapes.
 */
export function nameText(name: string): string {
  if (PLAIN_NAME.test(name)) return `/${name}`;
  const escaped = Array.from(name, (character) =>
    /[!-~]/.test(character) && !/[#()<>[\]{}/%]/.test(character)
      ? character
      : `#${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `/${escaped.join('')}`;
}

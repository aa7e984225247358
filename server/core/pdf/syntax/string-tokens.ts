import { hexValue, isSpace } from './characters.ts';
import { exceeded } from './limits.ts';
import { malformed } from './read-error.ts';
import type { PdfString } from './values.ts';

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

/**
 * Reads the literal string `(…)` that starts at `start` (ISO 32000-2, 7.3.4.2), at most `most` bytes of it. Throws
 * `file-malformed` for one without end, or that viewers read in two ways; `limit-exceeded`.
 */
export function readLiteralString(source: Uint8Array, start: number, end: number, most: number): PdfString {
  let depth = 0;
  let plain = true;
  for (let at = start; at < end; at++) {
    if (at - start > most) throw exceeded('stringBytes', start);
    const byte = source[at];
    if (byte === 0x5c) {
      plain = false;
      at++;
    } else if (byte === 0x0d) plain = false;
    else if (byte === 0x28) depth++;
    else if (byte === 0x29 && --depth === 0) {
      const raw = source.subarray(start + 1, at);
      return { type: 'string', form: 'literal', bytes: plain ? raw : resolveEscapes(raw), source, start, end: at + 1 };
    }
  }
  throw malformed('a string without end', start);
}

/** Resolves escapes, and end-of-line markers to LF. */
function resolveEscapes(raw: Uint8Array): Uint8Array {
  const out = new Uint8Array(raw.length);
  let length = 0;
  let at = 0;
  while (at < raw.length) {
    const byte = raw[at] as number;
    if (byte === 0x0d) {
      out[length++] = 10;
      at += raw[at + 1] === 10 ? 2 : 1;
    } else if (byte !== 0x5c) {
      out[length++] = byte;
      at++;
    } else {
      const escaped = readEscape(raw, at + 1);
      if (escaped.byte !== null) out[length++] = escaped.byte;
      at = escaped.next;
    }
  }
  return out.subarray(0, length);
}

/** What follows a backslash: one byte, or none for a line continuation. */
function readEscape(raw: Uint8Array, at: number): { readonly byte: number | null; readonly next: number } {
  const byte = raw[at];
  if (byte === undefined) return { byte: null, next: at };
  if (byte === 13) return { byte: null, next: raw[at + 1] === 10 ? at + 2 : at + 1 };
  if (byte === 10) return { byte: null, next: at + 1 };
  if (byte < 0x30 || byte > 0x37) return { byte: ESCAPES[String.fromCharCode(byte)] ?? byte, next: at + 1 };
  let value = 0;
  let next = at;
  for (; next < at + 3 && (raw[next] ?? 0) >= 0x30 && (raw[next] ?? 0) <= 0x37; next++) {
    value = value * 8 + (raw[next] as number) - 0x30;
  }
  // ISO 32000-2 has the ninth bit ignored; pdf.js keeps it and reads another character.
  if (value > 0xff) throw malformed('an octal escape beyond a byte', at);
  return { byte: value, next };
}

/** Reads the hexadecimal string `<…>` that starts at `start` (ISO 32000-2, 7.3.4.3). */
export function readHexString(source: Uint8Array, start: number, end: number, most: number): PdfString {
  const close = source.indexOf(0x3e, start);
  if (close === -1 || close >= end) throw malformed('a hexadecimal string without end', start);
  if (close - start > most) throw exceeded('stringBytes', start);
  return { type: 'string', form: 'hex', bytes: decodeHex(source, start + 1, close), source, start, end: close + 1 };
}

/** Hexadecimal digits of [start, end) as bytes; white space is skipped and a last single digit is padded with 0. */
export function decodeHex(source: Uint8Array, start: number, end: number): Uint8Array {
  const out = new Uint8Array((end - start + 1) >> 1);
  let digits = 0;
  for (let at = start; at < end; at++) {
    const value = hexValue(source[at]);
    if (value >= 0) {
      const index = digits++ >> 1;
      out[index] = digits & 1 ? value << 4 : (out[index] as number) | value;
    } else if (!isSpace(source[at])) throw malformed('not a hexadecimal digit', at);
  }
  return out.subarray(0, (digits + 1) >> 1);
}

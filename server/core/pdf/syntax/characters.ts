/** Character classes of ISO 32000-2, 7.2.3, and searches in bytes. */

const REGULAR = 0;
const SPACE = 1;
const DELIMITER = 2;

const CLASSES = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) CLASSES[code] = SPACE;
for (const char of '()<>[]{}/%') CLASSES[char.charCodeAt(0)] = DELIMITER;

/** NUL, TAB, LF, FF, CR or space. */
export function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && CLASSES[byte] === SPACE;
}

/** Neither white space nor a delimiter; false past the end. */
export function isRegular(byte: number | undefined): boolean {
  return byte !== undefined && CLASSES[byte] === REGULAR;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** CR or LF. */
export function isEol(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Position after one end-of-line marker (CR LF, LF or CR) at `at`, or `at` itself. */
export function afterEol(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 13) return bytes[at + 1] === 10 ? at + 2 : at + 1;
  return bytes[at] === 10 ? at + 1 : at;
}

/** The first position at or after `at` that holds no white space. */
export function afterSpace(bytes: Uint8Array, at: number, end = bytes.length): number {
  let position = at;
  while (position < end && CLASSES[bytes[position] as number] === SPACE) position++;
  return position;
}

/** The first position at or after `at` that holds neither white space nor a comment. */
export function afterSpaceAndComments(bytes: Uint8Array, at: number, end = bytes.length): number {
  let position = afterSpace(bytes, at, end);
  while (position < end && bytes[position] === 0x25) {
    while (position < end && !isEol(bytes[position])) position++;
    position = afterSpace(bytes, position, end);
  }
  return position;
}

/** True when the ASCII text stands at that position. */
export function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Every position of an ASCII text in [from, to), ascending. */
export function positionsOf(bytes: Uint8Array, text: string, from = 0, to = bytes.length): number[] {
  const found: number[] = [];
  const first = text.charCodeAt(0);
  const last = to - text.length;
  for (let at = bytes.indexOf(first, from); at !== -1 && at <= last; at = bytes.indexOf(first, at + 1)) {
    if (standsAt(bytes, at, text)) found.push(at);
  }
  return found;
}

/** The last position of an ASCII text, or -1. */
export function lastPositionOf(bytes: Uint8Array, text: string): number {
  for (let at = bytes.length - text.length; at >= 0; at--) if (standsAt(bytes, at, text)) return at;
  return -1;
}

/** Bytes as characters 0–255. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

import { isDigit, isSpace, positionsOf, standsAt } from '#core/pdf/syntax/characters.ts';

const KEY = '/ByteRange';
const END = '%%EOF\n';
/** Of the keys that are looked at, and of the characters that the numbers may take. */
const MAX_KEYS = 16;
const MAX_CHARACTERS = 80;

/**
 * The bytes up to the end that the first byte range in a file names, where a revision ends there and more follows; the
 * bytes themselves where none does. So what was sealed can be judged by itself although what follows cannot be read.
 */
export function sealedPart(bytes: Uint8Array): Uint8Array {
  for (const at of positionsOf(bytes, KEY).slice(0, MAX_KEYS)) {
    const [first, , second = 0, rest = 0] = numbersAfter(bytes, at + KEY.length);
    const end = second + rest;
    if (first !== 0 || end <= at || end >= bytes.length) continue;
    if (standsAt(bytes, end - END.length, END)) return bytes.slice(0, end);
  }
  return bytes;
}

function numbersAfter(bytes: Uint8Array, from: number): readonly number[] {
  const numbers: number[] = [];
  let digits = '';
  for (let at = from; at < Math.min(bytes.length, from + MAX_CHARACTERS) && numbers.length < 4; at++) {
    const byte = bytes[at] as number;
    if (isDigit(byte)) digits += String.fromCharCode(byte);
    else if (digits !== '') {
      numbers.push(Number(digits));
      digits = '';
    } else if (byte !== 0x5b && !isSpace(byte)) return numbers;
  }
  return numbers;
}

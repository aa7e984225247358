import { isSpace } from './characters.ts';
import type { Budget } from './limits.ts';
import { malformed } from './read-error.ts';
import { decodeHex } from './string-tokens.ts';

/** ASCIIHexDecode (ISO 32000-2, 7.4.2): digits up to `>`. */
export function decodeAsciiHex(encoded: Uint8Array, budget: Budget): Uint8Array {
  const end = encoded.indexOf(0x3e);
  if (end === -1) throw malformed('ASCIIHex data without end marker');
  const decoded = decodeHex(encoded, 0, end);
  budget.spendInflated(decoded.length);
  return decoded;
}

/** ASCII85Decode (ISO 32000-2, 7.4.3): groups of five characters up to `~>`; `z` for four zero bytes. */
export function decodeAscii85(encoded: Uint8Array, budget: Budget): Uint8Array {
  const end = encoded.indexOf(0x7e);
  if (end === -1 || encoded[end + 1] !== 0x3e) throw malformed('ASCII85 data without end marker');
  budget.spendInflated(end * 4);
  const out = new Uint8Array(end * 4);
  let length = 0;
  let group: number[] = [];
  for (const byte of encoded.subarray(0, end)) {
    if (isSpace(byte)) continue;
    if (byte === 0x7a && group.length === 0) length += 4;
    else if (byte >= 0x21 && byte <= 0x75) group.push(byte - 0x21);
    else throw malformed('not an ASCII85 character');
    if (group.length < 5) continue;
    length = writeGroup(out, length, group, 4);
    group = [];
  }
  if (group.length === 1) throw malformed('an ASCII85 group of one character');
  if (group.length > 1) {
    const count = group.length - 1;
    while (group.length < 5) group.push(84);
    length = writeGroup(out, length, group, count);
  }
  return out.slice(0, length);
}

function writeGroup(out: Uint8Array, at: number, group: readonly number[], count: number): number {
  const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
  if (value > 0xffffffff) throw malformed('an ASCII85 group out of range');
  for (let i = 0; i < count; i++) out[at + i] = Math.floor(value / 2 ** (24 - 8 * i)) & 0xff;
  return at + count;
}

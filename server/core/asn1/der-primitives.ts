/** The rules of DER for single primitive values (X.690 8 and 11). */

/** Whether a primitive universal value is encoded as DER demands. Other types are opaque and pass. */
export function checkPrimitive(tag: number, source: Uint8Array, content: number, end: number): boolean {
  const length = end - content;
  const first = source[content] ?? 0;
  switch (tag) {
    case 0x01:
      return length === 1 && (first === 0 || first === 0xff);
    case 0x02:
    case 0x0a:
      return length > 0 && !isPaddedInteger(first, length, source[content + 1] ?? 0);
    case 0x03:
      return isBitString(source, content, end);
    case 0x05:
      return length === 0;
    case 0x06:
      return isObjectIdentifier(source, content, end);
    case 0x10:
    case 0x11:
    case 0x00:
      return false;
    default:
      return true;
  }
}

/** X.690 8.3.2: the first nine bits are neither all zero nor all one. */
function isPaddedInteger(first: number, length: number, second: number): boolean {
  if (length < 2) return false;
  return (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
}

/** X.690 8.6.2 and 11.2.1: 0..7 unused bits, all zero. */
function isBitString(source: Uint8Array, content: number, end: number): boolean {
  const unused = source[content];
  if (end === content || unused === undefined || unused > 7) return false;
  if (end === content + 1) return unused === 0;
  return ((source[end - 1] ?? 0) & ((1 << unused) - 1)) === 0;
}

/** X.690 8.19.2: each subidentifier in the fewest octets, the last one complete. */
function isObjectIdentifier(source: Uint8Array, content: number, end: number): boolean {
  if (end === content || ((source[end - 1] ?? 0) & 0x80) !== 0) return false;
  for (let offset = content; offset < end; offset += 1) {
    const startsArc = offset === content || ((source[offset - 1] ?? 0) & 0x80) === 0;
    if (startsArc && source[offset] === 0x80) return false;
  }
  return true;
}

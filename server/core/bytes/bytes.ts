const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** A character for each octet: no text to read, but a key for maps that costs next to nothing to make. */
const CHARACTER_EACH = new TextDecoder('latin1');

/** Equal for equal octets and for no others. */
export function octetKey(bytes: Uint8Array): string {
  return CHARACTER_EACH.decode(bytes);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

/** Each octet string once, in the order of first appearance. */
export function distinctOctets(all: readonly Uint8Array[]): readonly Uint8Array[] {
  return all.filter((octets, index) => all.findIndex((other) => equalBytes(other, octets)) === index);
}

/** Order of octet strings as DER sorts them (X.690 11.6): the shorter one counts as padded with zeros, so a prefix comes first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** A digest by WebCrypto. */
export async function digest(algorithm: HashName, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, bytes.slice()));
}

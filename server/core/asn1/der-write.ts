/** DER, written (X.690 10 and 11). Every part is a complete encoding. */
import { compareBytes, concatBytes } from '#core/bytes/bytes.ts';
import { TAG } from './der.ts';

type Der = Uint8Array<ArrayBuffer>;

/** Tag, shortest definite length, value. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Der {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concatBytes([Uint8Array.of(tag, ...lengthOctets(length)), ...parts]);
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export function sequence(...parts: readonly Uint8Array[]): Der {
  return tlv(TAG.sequence, ...parts);
}

/** A SET OF, sorted (X.690 11.6). `tag` where it is tagged implicitly. */
export function setOf(parts: readonly Uint8Array[], tag: number = TAG.set): Der {
  return tlv(tag, ...[...parts].sort(compareBytes));
}

/** `[number] EXPLICIT`, or IMPLICIT over a constructed value's content. */
export function contextTag(number: number, ...parts: readonly Uint8Array[]): Der {
  return tlv(0xa0 | number, ...parts);
}

export function octetString(octets: Uint8Array): Der {
  return tlv(TAG.octetString, octets);
}

/** A small non-negative INTEGER, below 128. */
export function integer(value: number): Der {
  return tlv(TAG.integer, Uint8Array.of(value));
}

/** A non-negative INTEGER of big-endian octets, in the shortest form (X.690 8.3.2). */
export function unsignedInteger(octets: Uint8Array): Der {
  const first = octets.findIndex((octet) => octet !== 0);
  const shortest = first === -1 ? Uint8Array.of(0) : octets.subarray(first);
  return (shortest[0] ?? 0) < 0x80 ? tlv(TAG.integer, shortest) : tlv(TAG.integer, Uint8Array.of(0), shortest);
}

/** A small non-negative ENUMERATED, below 128. */
export function enumerated(value: number): Der {
  return tlv(TAG.enumerated, Uint8Array.of(value));
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Der {
  return tlv(TAG.bitString, Uint8Array.of(0), octets);
}

export function nullValue(): Der {
  return tlv(TAG.null);
}

/** An OBJECT IDENTIFIER from its dotted form (X.690 8.19). */
export function oid(dotted: string): Der {
  const [root = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(TAG.oid, Uint8Array.from([root * 40 + second, ...rest].flatMap(subidentifier)));
}

function subidentifier(arc: number): number[] {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(0x80 | (rest % 128));
  return octets;
}

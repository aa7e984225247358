import { hex } from './bytes.ts';

/** The number that big-endian octets are; zero for none. */
export function bigOf(octets: Uint8Array): bigint {
  return BigInt(`0x0${hex(octets)}`);
}

/** A number of at most `length` octets, big-endian. */
export function octetsOfBig(value: bigint, length: number): Uint8Array<ArrayBuffer> {
  const text = value.toString(16).padStart(length * 2, '0');
  return Uint8Array.from({ length }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16));
}

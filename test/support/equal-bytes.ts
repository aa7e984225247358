import { types } from 'node:util';

/**
 * Whether two arrays of bytes are equal, for `expect`: it compares them byte by byte, which takes seconds for a few documents. Of
 * anything else it says nothing.
 */
export function equalBytes(one: unknown, other: unknown): boolean | undefined {
  if (!types.isUint8Array(one) || !types.isUint8Array(other) || one.constructor !== other.constructor) return undefined;
  return Buffer.compare(one, other) === 0;
}

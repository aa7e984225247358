import { createHmac } from 'node:crypto';
import type { Limits } from '../../ports/limits.ts';

/** The same limits, whose store is given a keyed hash in place of an address: who asked is read from no copy of it. */
export function keyedLimits(limits: Limits, secret: Uint8Array): Limits {
  return { take: (request) => limits.take({ ...request, key: keyOf(secret, request.kind, request.key) }) };
}

/** 128 bits: none is met by chance. */
function keyOf(secret: Uint8Array, kind: string, name: string): string {
  return createHmac('sha256', secret).update(`${kind}\n${name}`).digest().subarray(0, 16).toString('base64url');
}

import { randomBytes } from 'node:crypto';

/** So many octets that nobody can foretell. */
export const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

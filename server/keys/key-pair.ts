import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** Random octets. */
export type RandomBytes = (count: number) => Uint8Array;

/** Size of every RSA key that is made here, in bits. */
export const RSA_BITS = 3072;

/** Makes a key pair outside the event loop. */
export const makeKeyPair = promisify(generateKeyPair);

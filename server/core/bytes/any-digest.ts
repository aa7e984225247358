import { md5 } from '@noble/hashes/legacy.js';
import { sha224 } from '@noble/hashes/sha2.js';
import { sha3_256, sha3_384, sha3_512, shake256 } from '@noble/hashes/sha3.js';
import type { DigestName } from '#core/x509/signature-scheme.ts';
import { digest, type HashName } from './bytes.ts';
import { sm3 } from './sm3.ts';

const WEB_DIGESTS: readonly DigestName[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] satisfies HashName[];

/** Whether WebCrypto has a digest. */
export function isWebDigest(name: DigestName): name is HashName {
  return WEB_DIGESTS.includes(name);
}

/** What WebCrypto lacks; the refused ones among them only tell a broken signature from one that is merely too old. */
const OTHER_DIGESTS: Readonly<Record<Exclude<DigestName, HashName>, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-224': sha224,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
  'SHA3-512': sha3_512,
  SHAKE256: (bytes) => shake256(bytes, { dkLen: 64 }),
  SM3: (bytes) => sm3(bytes),
};

/** The digest of `bytes`, by any name. Whether it is good enough is the policy's question. */
export async function anyDigest(name: DigestName, bytes: Uint8Array): Promise<Uint8Array> {
  return isWebDigest(name) ? digest(name, bytes) : OTHER_DIGESTS[name](bytes);
}

import { md5 } from '@noble/hashes/legacy.js';
import { sha224 } from '@noble/hashes/sha2.js';
import { sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';
import type { DigestName } from '#core/x509/signature-scheme.ts';
import { digest, type HashName } from './bytes.ts';

const WEB_DIGESTS: Partial<Record<DigestName, HashName>> = {
  'SHA-1': 'SHA-1',
  'SHA-256': 'SHA-256',
  'SHA-384': 'SHA-384',
  'SHA-512': 'SHA-512',
};

/** What WebCrypto lacks; the refused ones among them only tell a broken signature from one that is merely too old. */
const OTHER_DIGESTS: Partial<Record<DigestName, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-224': sha224,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
  'SHA3-512': sha3_512,
};

/** The digest of `bytes`, null for one that nothing here computes. Whether it is good enough is the policy's question. */
export async function anyDigest(name: DigestName, bytes: Uint8Array): Promise<Uint8Array | null> {
  const web = WEB_DIGESTS[name];
  if (web !== undefined) return digest(web, bytes);
  return OTHER_DIGESTS[name]?.(bytes) ?? null;
}

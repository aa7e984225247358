import { anyDigest } from '#core/bytes/any-digest.ts';
import type { Certificate } from './certificate.ts';
import { keyBits } from './key-bits.ts';
import type { DigestName } from './signature-scheme.ts';

/** Of what: the whole certificate, the Name that it certifies, or the bits of its key. */
export type DigestedPart = 'certificate' | 'subject' | 'key';

const PARTS: Readonly<Record<DigestedPart, (certificate: Certificate) => Uint8Array>> = {
  certificate: ({ der }) => der,
  subject: ({ subject }) => subject,
  key: keyBits,
};

/** As long as the certificate is: the same few are asked about in each document of a manufacturer. */
const known = new WeakMap<Certificate, Map<string, Promise<Uint8Array>>>();

/** The digest of a part of a certificate, by which others name it. */
export function certificateDigest(certificate: Certificate, part: DigestedPart, name: DigestName): Promise<Uint8Array> {
  const own = known.get(certificate) ?? new Map<string, Promise<Uint8Array>>();
  known.set(certificate, own);
  const key = `${part} ${name}`;
  const found = own.get(key) ?? anyDigest(name, PARTS[part](certificate));
  own.set(key, found);
  return found;
}

/** The SHA-256 of the whole certificate. */
export function certificateSha256(certificate: Certificate): Promise<Uint8Array> {
  return certificateDigest(certificate, 'certificate', 'SHA-256');
}

import { ascii } from '#core/bytes/ascii.ts';
import type { SealedProofs } from './unsealed-document.ts';

export type SecurityStoreObjects = {
  /** Number of the document security store; null where there is nothing to put into it. */
  readonly store: number | null;
  /** Bodies by object number, without a gap. */
  readonly objects: ReadonlyMap<number, Uint8Array>;
};

export const STORE_KEYS = { certificates: 'Certs', crls: 'CRLs', ocsps: 'OCSPs' } as const;
export const STORE_KINDS = ['certificates', 'crls', 'ocsps'] as const;

/**
 * The objects of a document security store (ISO 32000-2 12.8.4.3) with numbers from `first` on: each certificate, list and
 * answer a stream of hex digits. No VRI: there is one signature, and a validator finds what it needs by what it is about.
 */
export function securityStoreObjects(proofs: SealedProofs, first: number): SecurityStoreObjects {
  const objects = new Map<number, Uint8Array>();
  const lists = STORE_KINDS.filter((kind) => proofs[kind].length > 0).map((kind) => {
    const refs = proofs[kind].map((der) => {
      const number = first + objects.size;
      objects.set(number, hexStream(der));
      return `${number} 0 R`;
    });
    return `/${STORE_KEYS[kind]} [${refs.join(' ')}]`;
  });
  if (lists.length === 0) return { store: null, objects };
  const number = first + objects.size;
  objects.set(number, ascii(`<<\n/Type /DSS\n${lists.join('\n')}\n>>`));
  return { store: number, objects };
}

const DIGITS = ascii('0123456789abcdef');

/**
 * The body of a stream in hex digits (ISO 32000-2, 7.4.2): whatever its octets are, no reader that looks for the marks of
 * objects finds one in it.
 */
export function hexStream(der: Uint8Array): Uint8Array {
  const head = ascii(`<<\n/Filter /ASCIIHexDecode\n/Length ${der.length * 2 + 1}\n>>\nstream\n`);
  const tail = ascii('>\nendstream');
  const body = new Uint8Array(head.length + der.length * 2 + tail.length);
  body.set(head);
  der.forEach((octet, index) => {
    body[head.length + 2 * index] = DIGITS[octet >> 4] as number;
    body[head.length + 2 * index + 1] = DIGITS[octet & 15] as number;
  });
  body.set(tail, head.length + 2 * der.length);
  return body;
}

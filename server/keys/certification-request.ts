import { contextTag, integer, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { signatureIdentifier } from '#core/x509/sealing-algorithm.ts';
import type { RequestSubject } from '../ports/key-ledger.ts';
import type { SigningAlgorithm } from '../ports/signing-keys.ts';
import type { PrivateKey } from './key-source.ts';
import { leafAttributes } from './leaf-subject.ts';

/**
 * A certificate request (PKCS#10, RFC 2986) in DER, signed with the key where it lies: libraries want the key itself.
 * Throws where the source fails.
 */
export async function certificationRequest(
  key: PrivateKey,
  algorithm: SigningAlgorithm,
  subject: RequestSubject,
): Promise<Uint8Array> {
  const info = sequence(integer(0), nameOf(subject), key.publicKey, contextTag(0));
  return sequence(info, signatureIdentifier(algorithm), bitString(await key.sign(info)));
}

const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;
const BIT_STRING = 0x03;

function nameOf(subject: RequestSubject): Uint8Array {
  const attributes = leafAttributes(subject).map(({ type, value }) => {
    const tag = type === OID.country ? PRINTABLE_STRING : UTF8_STRING;
    return setOf([sequence(oid(type), tlv(tag, new TextEncoder().encode(value)))]);
  });
  return sequence(...attributes);
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Uint8Array {
  return tlv(BIT_STRING, Uint8Array.of(0), octets);
}

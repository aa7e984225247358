import { contextTag, integer, octetString, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import type { RequestedSubject } from '#core/x509/identity/requested-subject.ts';
import { signatureIdentifier } from '#core/x509/sealing-algorithm.ts';
import type { SigningAlgorithm } from '../ports/signing-keys.ts';
import type { PrivateKey } from './key-source.ts';

/**
 * A certificate request (PKCS#10, RFC 2986) in DER, signed with the key where it lies: libraries want the key itself.
 * Throws where the source fails.
 */
export async function certificationRequest(
  key: PrivateKey,
  algorithm: SigningAlgorithm,
  subject: RequestedSubject,
): Promise<Uint8Array> {
  const info = sequence(integer(0), nameOf(subject), key.publicKey, attributesOf(subject));
  return sequence(info, signatureIdentifier(algorithm), bitString(await key.sign(info)));
}

const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;
const BIT_STRING = 0x03;

function nameOf({ attributes }: RequestedSubject): Uint8Array {
  const relatives = attributes.map(({ type, value }) => {
    const tag = type === OID.country ? PRINTABLE_STRING : UTF8_STRING;
    return setOf([sequence(oid(type), text(tag, value))]);
  });
  return sequence(...relatives);
}

/** The attributes of the request: extensionRequest where extensions are asked for (RFC 2985 §5.4.2). */
function attributesOf({ extensions }: RequestedSubject): Uint8Array {
  if (extensions.length === 0) return contextTag(0);
  const asked = extensions.map((one) => sequence(oid(one.oid), octetString(text(UTF8_STRING, one.text))));
  return contextTag(0, sequence(oid(OID.extensionRequest), setOf([sequence(...asked)])));
}

function text(tag: number, value: string): Uint8Array {
  return tlv(tag, new TextEncoder().encode(value));
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Uint8Array {
  return tlv(BIT_STRING, Uint8Array.of(0), octets);
}

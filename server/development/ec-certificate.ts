/** Certificates of the development CA for keys on elliptic curves. By pkijs, since node-forge knows no elliptic curves. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { DevelopmentCa } from './development-ca.ts';

export type EcCertificateParts = {
  readonly key: KeyObject;
  /** Attributes of the subject by OID, in their order. */
  readonly subject: readonly { readonly type: string; readonly value: string }[];
  readonly serial: Uint8Array;
  readonly notBefore: IsoInstant;
  readonly notAfter: IsoInstant;
  /** Beside those that every certificate of an end entity has. */
  readonly extensions: readonly pkijs.Extension[];
};

/** A certificate of an end entity, signed by the development CA, DER. */
export async function issueEcCertificate(ca: DevelopmentCa, parts: EcCertificateParts): Promise<Uint8Array> {
  const issuer = pkijs.Certificate.fromBER(ca.certificate.slice());
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ valueHex: parts.serial.slice().buffer });
  certificate.subject = nameOf(parts.subject);
  certificate.issuer = issuer.subject;
  certificate.notBefore.value = new Date(parts.notBefore);
  certificate.notAfter.value = new Date(parts.notAfter);
  const spki = new Uint8Array(createPublicKey(parts.key).export({ type: 'spki', format: 'der' }));
  certificate.subjectPublicKeyInfo = pkijs.PublicKeyInfo.fromBER(spki);
  certificate.extensions = [
    extension(OID.basicConstraints, true, new pkijs.BasicConstraints({ cA: false }).toSchema()),
    extension(OID.subjectKeyIdentifier, false, keyIdentifier(certificate)),
    authorityKeyIdentifier(issuer),
    ...parts.extensions,
  ];
  await certificate.sign(caWebKey(ca), 'SHA-256');
  return new Uint8Array(certificate.toSchema(true).toBER(false));
}

/** The CA's key for WebCrypto; it cannot be exported from there. */
export function caWebKey(ca: DevelopmentCa): CryptoKey {
  return ca.key.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign']) as CryptoKey;
}

const PRINTABLE_STRING = 0x13;
const UTF8_STRING = 0x0c;

/** One attribute in each set: pkijs would write all into one, unsorted, which is no DER (X.690 11.6). */
function nameOf(subject: EcCertificateParts['subject']): pkijs.RelativeDistinguishedNames {
  const attributes = subject.map(({ type, value }) => {
    const tag = type === OID.country ? PRINTABLE_STRING : UTF8_STRING;
    return setOf([sequence(oid(type), tlv(tag, new TextEncoder().encode(value)))]);
  });
  return pkijs.RelativeDistinguishedNames.fromBER(sequence(...attributes));
}

export function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
}

/** KeyUsage, critical. `bits` as its first octet has them: 0x80 digitalSignature, 0x40 nonRepudiation. */
export function keyUsage(bits: number, unusedBits: number): pkijs.Extension {
  const value = new asn1js.BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits });
  return extension(OID.keyUsage, true, value);
}

/** RFC 5280 §4.2.1.2 (1): SHA-1 of the key's bits. An identifier, not a proof. */
function keyIdentifier(certificate: pkijs.Certificate): asn1js.OctetString {
  const bits = certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  return new asn1js.OctetString({ valueHex: new Uint8Array(createHash('sha1').update(bits).digest()).buffer });
}

/** The authority key identifier of what this issuer signs. */
export function authorityKeyIdentifier(issuer: pkijs.Certificate): pkijs.Extension {
  const identifier = new pkijs.AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(issuer) });
  return extension(OID.authorityKeyIdentifier, false, identifier.toSchema());
}

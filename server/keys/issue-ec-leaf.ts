import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { oid, sequence, setOf, tlv } from '../pki/der-write.ts';
import { OID } from '../pki/oids.ts';
import type { DevelopmentCa } from './development-ca.ts';
import type { LeafParts } from './leaf-request.ts';
import { leafAttributes } from './leaf-subject.ts';

/** A seal certificate for a key on an elliptic curve, DER. By pkijs, since node-forge knows no elliptic curves. */
export async function issueEcLeaf(ca: DevelopmentCa, key: KeyObject, parts: LeafParts): Promise<Uint8Array> {
  const issuer = pkijs.Certificate.fromBER(ca.certificate.slice());
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ valueHex: parts.serial.slice().buffer });
  certificate.subject = name(parts);
  certificate.issuer = issuer.subject;
  certificate.notBefore.value = new Date(parts.notBefore);
  certificate.notAfter.value = new Date(parts.notAfter);
  const spki = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  certificate.subjectPublicKeyInfo = pkijs.PublicKeyInfo.fromBER(spki);
  certificate.extensions = extensions(certificate, issuer, parts.crlAddress);
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
function name(parts: LeafParts): pkijs.RelativeDistinguishedNames {
  const attributes = leafAttributes(parts.subject).map(({ type, value }) => {
    const tag = type === OID.country ? PRINTABLE_STRING : UTF8_STRING;
    return setOf([sequence(oid(type), tlv(tag, new TextEncoder().encode(value)))]);
  });
  return pkijs.RelativeDistinguishedNames.fromBER(sequence(...attributes));
}

const DIGITAL_SIGNATURE_AND_NON_REPUDIATION = 0xc0;
const URI = 6;

function extensions(
  certificate: pkijs.Certificate,
  issuer: pkijs.Certificate,
  crlAddress: string | null,
): pkijs.Extension[] {
  const usage = new asn1js.BitString({
    valueHex: Uint8Array.of(DIGITAL_SIGNATURE_AND_NON_REPUDIATION).buffer,
    unusedBits: 6,
  });
  return [
    extension(OID.basicConstraints, true, new pkijs.BasicConstraints({ cA: false }).toSchema()),
    extension(OID.keyUsage, true, usage),
    extension(OID.subjectKeyIdentifier, false, keyIdentifier(certificate)),
    authorityKeyIdentifier(issuer),
    ...(crlAddress === null ? [] : [extension(OID.crlDistributionPoints, false, distributionPoints(crlAddress))]),
  ];
}

function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
}

function distributionPoints(address: string): asn1js.Sequence {
  const point = new pkijs.DistributionPoint({
    distributionPoint: [new pkijs.GeneralName({ type: URI, value: address })],
  });
  return new pkijs.CRLDistributionPoints({ distributionPoints: [point] }).toSchema();
}

/** RFC 5280 §4.2.1.2 (1): SHA-1 of the key's bits. It finds keys and proves nothing. */
function keyIdentifier(certificate: pkijs.Certificate): asn1js.OctetString {
  const bits = certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  return new asn1js.OctetString({ valueHex: new Uint8Array(createHash('sha1').update(bits).digest()).buffer });
}

/** The authority key identifier of what this issuer signs. */
export function authorityKeyIdentifier(issuer: pkijs.Certificate): pkijs.Extension {
  const identifier = new pkijs.AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(issuer) });
  return extension(OID.authorityKeyIdentifier, false, identifier.toSchema());
}

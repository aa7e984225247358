/** Extensions and times of lists and answers, written octet by octet. */
import { contextTag, integer, octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { generalName } from '../../../support/path-extensions.ts';
import { derExtension, type TestCertificate, type TestExtension } from '../../../support/pki.ts';

export const POINT = 'http://crl.example/1.crl';
export const OTHER_POINT = 'http://crl.example/2.crl';

const TRUE = Uint8Array.of(0xff);
/** `20260215000000Z` of an ISO instant. */
export const compact = (instant: string): string => instant.replace(/\.\d+|[-:T]/g, '');
/** GeneralizedTime. */
export const generalized = (instant: string): Uint8Array => tlv(0x18, new TextEncoder().encode(compact(instant)));

/** IssuingDistributionPoint (RFC 5280 §5.2.5). */
const scope = (...fields: readonly Uint8Array[]): TestExtension =>
  derExtension(OID.issuingDistributionPoint, true, sequence(...fields));
const pointName = (...uris: readonly string[]) => contextTag(0, contextTag(0, ...uris.map(generalName.uri)));

export const ONLY_USERS = scope(tlv(0x81, TRUE));
export const ONLY_CAS = scope(tlv(0x82, TRUE));
export const ONLY_ATTRIBUTES = scope(tlv(0x85, TRUE));
export const INDIRECT = scope(tlv(0x84, TRUE));
/** keyCompromise alone, and all the others. */
export const FOR_COMPROMISE = scope(tlv(0x83, Uint8Array.of(6, 0x40)));
export const FOR_OTHER_REASONS = scope(tlv(0x83, Uint8Array.of(7, 0x3f, 0x80)));
export const ofPoint = (...uris: readonly string[]): TestExtension => scope(pointName(...uris));
export const usersOfPoint = (uri: string): TestExtension => scope(pointName(uri), tlv(0x81, TRUE));

/** CRLDistributionPoints (RFC 5280 §4.2.1.13) of a certificate: one point of these names. */
export const pointedAt = (...uris: readonly string[]): TestExtension =>
  derExtension(OID.crlDistributionPoints, false, sequence(sequence(pointName(...uris))));
/** For keyCompromise alone. */
export const pointedAtForReasons = (uri: string): TestExtension =>
  derExtension(OID.crlDistributionPoints, false, sequence(sequence(pointName(uri), tlv(0x81, Uint8Array.of(6, 0x40)))));
/** At a list that another issuer makes. */
export const pointedAtIssuer = (uri: string, { der }: TestCertificate): TestExtension =>
  derExtension(
    OID.crlDistributionPoints,
    false,
    sequence(sequence(pointName(uri), contextTag(2, contextTag(4, readCertificate(der).subject)))),
  );

/** DeltaCRLIndicator with the number of the base. */
export const deltaOf = (base: number): TestExtension => derExtension(OID.deltaCrlIndicator, true, integer(base));
/** CertificateIssuer of an entry. */
export const entryOf = ({ der }: TestCertificate): TestExtension =>
  derExtension(OID.certificateIssuer, true, sequence(contextTag(4, readCertificate(der).subject)));
export const invalidSince = (instant: string): TestExtension =>
  derExtension(OID.invalidityDate, false, generalized(instant));
/** expiredCertsOnCRL (ISO/IEC 9594-8 §9.5.2.8): the list keeps certificates that ended at or after the instant. */
export const keepingEndedSince = (instant: string): TestExtension =>
  derExtension('2.5.29.60', false, generalized(instant));
export const unknownExtension = (critical: boolean): TestExtension => derExtension('1.2.3.4', critical, sequence());

/** Extensions of an answer, each OID with the DER in it. */
export function answerExtensions(...items: readonly (readonly [string, Uint8Array, critical?: boolean])[]): Uint8Array {
  const one = ([id, der, critical = false]: (typeof items)[number]) =>
    sequence(oid(id), ...(critical ? [tlv(0x01, TRUE)] : []), octetString(der));
  return sequence(...items.map(one));
}

/** CertStatus of an answer that revokes. */
export const revokedStatus = (reason: number | null, instant = '2026-02-15T00:00:00Z'): Uint8Array =>
  contextTag(1, generalized(instant), ...(reason === null ? [] : [contextTag(0, tlv(0x0a, Uint8Array.of(reason)))]));
export const UNKNOWN_STATUS = tlv(0x82);

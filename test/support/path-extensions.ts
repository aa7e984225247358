/** Extensions that constrain a path (RFC 5280 §4.2.1), written octet by octet: the broken ones too. */
import * as asn1js from 'asn1js';
import { contextTag, integer, octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { type TestExtension, testName } from './pki.ts';

/** An extension with this DER inside. */
export function rawExtension(id: string, der: Uint8Array, critical = true): TestExtension {
  const { result } = asn1js.fromBER(der.slice());
  return { oid: id, critical, value: result };
}

const text = (value: string) => new TextEncoder().encode(value);

/** GeneralNames, as they stand in a constraint and in an alternative name alike. */
export const generalName = {
  mail: (value: string) => tlv(0x81, text(value)),
  dns: (value: string) => tlv(0x82, text(value)),
  uri: (value: string) => tlv(0x86, text(value)),
  /** Address, or address and mask, in decimal octets. */
  ip: (...octets: number[]) => tlv(0x87, Uint8Array.from(octets)),
  directory: (attributes: Readonly<Record<string, string>>) =>
    contextTag(4, new Uint8Array(testName(attributes).toSchema().toBER(false))),
  /** otherName of a type, with a UTF8String. */
  other: (type: string, value: string) => tlv(0xa0, oid(type), contextTag(0, tlv(0x0c, text(value)))),
  registeredId: (id: string) => tlv(0x88, oid(id).subarray(2)),
};

export function subjectAltName(...names: readonly Uint8Array[]): TestExtension {
  return rawExtension(OID.subjectAltName, sequence(...names), false);
}

export type Subtrees = { readonly permitted?: readonly Uint8Array[]; readonly excluded?: readonly Uint8Array[] };

export function nameConstraints({ permitted, excluded }: Subtrees, critical = true): TestExtension {
  const subtrees = (names: readonly Uint8Array[]) => names.map((name) => sequence(name));
  return rawExtension(
    OID.nameConstraints,
    sequence(
      ...(permitted === undefined ? [] : [contextTag(0, ...subtrees(permitted))]),
      ...(excluded === undefined ? [] : [contextTag(1, ...subtrees(excluded))]),
    ),
    critical,
  );
}

export function policies(...ids: readonly string[]): TestExtension {
  return rawExtension(OID.certificatePolicies, sequence(...ids.map((id) => sequence(oid(id)))), false);
}

export function policyMappings(...pairs: readonly (readonly [string, string])[]): TestExtension {
  return rawExtension(OID.policyMappings, sequence(...pairs.map(([from, to]) => sequence(oid(from), oid(to)))));
}

export function policyConstraints(bounds: { readonly explicit?: number; readonly mapping?: number }): TestExtension {
  const part = (tag: number, value: number | undefined) =>
    value === undefined ? [] : [tlv(tag, Uint8Array.of(value))];
  return rawExtension(OID.policyConstraints, sequence(...part(0x80, bounds.explicit), ...part(0x81, bounds.mapping)));
}

export function inhibitAnyPolicy(skip: number): TestExtension {
  return rawExtension(OID.inhibitAnyPolicy, integer(skip));
}

export function keyIdentifiers(own: string, authority: string): readonly TestExtension[] {
  return [
    rawExtension(OID.subjectKeyIdentifier, octetString(text(own)), false),
    rawExtension(OID.authorityKeyIdentifier, sequence(tlv(0x80, text(authority))), false),
  ];
}

/** Where a certificate says its list and its responder are. */
export function revocationExtensions(addresses: {
  readonly crl?: readonly string[];
  readonly ocsp?: readonly string[];
}) {
  const points = (addresses.crl ?? []).map((address) =>
    sequence(contextTag(0, contextTag(0, generalName.uri(address)))),
  );
  const responders = (addresses.ocsp ?? []).map((address) => sequence(oid(OID.ocspAccess), generalName.uri(address)));
  return [
    ...(points.length === 0 ? [] : [rawExtension(OID.crlDistributionPoints, sequence(...points), false)]),
    ...(responders.length === 0 ? [] : [rawExtension(OID.authorityInfoAccess, sequence(...responders), false)]),
  ];
}

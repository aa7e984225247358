import { type DerNode, readDer } from '#core/asn1/der.ts';
import { oidOf, sequenceOf } from '#core/asn1/der-values.ts';
import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import type { Extensions } from '#core/x509/extensions.ts';
import { readGeneralName } from '#core/x509/general-names.ts';

/** Where a certificate says that its revocation can be learnt: a claim of whoever issued it. Bounded; absolute addresses. */
export type RevocationAddresses = { readonly crl: readonly string[]; readonly ocsp: readonly string[] };

/** More addresses of one kind are not asked. */
const MAX_ADDRESSES = 3;
const [DISTRIBUTION_POINT, FULL_NAME] = [0xa0, 0xa0];

/**
 * The http and https addresses in CRLDistributionPoints and AuthorityInfoAccess (RFC 5280 §4.2.1.13, §4.2.2.1), in their
 * order. Points for single reasons or of another issuer are left out: their lists speak of a part only. What cannot be
 * read gives no address.
 */
export function revocationAddresses({ extensions }: Certificate): RevocationAddresses {
  return {
    crl: bounded(() => listOf(extensions, OID.crlDistributionPoints).flatMap(pointAddresses)),
    ocsp: bounded(() => listOf(extensions, OID.authorityInfoAccess).flatMap(ocspAddresses)),
  };
}

function listOf(extensions: Extensions, oid: string): readonly DerNode[] {
  const extension = extensions.get(oid);
  return extension === undefined ? [] : sequenceOf(readDer(extension.value), 'addresses');
}

function pointAddresses(point: DerNode): readonly string[] {
  const [first, ...others] = sequenceOf(point, 'DistributionPoint');
  const [name] = first?.children ?? [];
  if (first?.tag !== DISTRIBUTION_POINT || name?.tag !== FULL_NAME || others.length > 0) return [];
  return name.children.flatMap(webAddress);
}

function ocspAddresses(description: DerNode): readonly string[] {
  const [method, location] = sequenceOf(description, 'AccessDescription');
  return location === undefined || oidOf(method) !== OID.ocspAccess ? [] : webAddress(location);
}

function webAddress(node: DerNode): readonly string[] {
  const name = readGeneralName(node);
  return name.form === 'uri' && /^https?:\/\//i.test(name.text) && URL.canParse(name.text) ? [name.text] : [];
}

function bounded(read: () => readonly string[]): readonly string[] {
  try {
    return [...new Set(read())].slice(0, MAX_ADDRESSES);
  } catch (error) {
    if (error instanceof MalformedError) return [];
    throw error;
  }
}

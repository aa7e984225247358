import { malformed, readDer } from '#core/asn1/der.ts';
import { fieldsOf, implicitInteger, oidOf, sequenceOf, smallInteger } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import type { Extensions } from './extensions.ts';

export type PolicyMapping = { readonly from: string; readonly to: string };

/** Bounds against hostile lists. */
const MAX_POLICIES = 64;

/** The policies of CertificatePolicies (RFC 5280 §4.2.1.4), none when absent. Throws `der-malformed`, also for a repeated one. */
export function certificatePolicies(extensions: Extensions): readonly string[] {
  const extension = extensions.get(OID.certificatePolicies);
  if (extension === undefined) return [];
  const policies = sequenceOf(readDer(extension.value), 'CertificatePolicies').map((information) =>
    oidOf(sequenceOf(information, 'PolicyInformation')[0]),
  );
  if (policies.length > MAX_POLICIES || new Set(policies).size < policies.length)
    throw malformed('policies repeated or too many');
  return policies;
}

/** PolicyMappings (RFC 5280 §4.2.1.5). Throws `der-malformed`. */
export function policyMappings(extensions: Extensions): readonly PolicyMapping[] {
  const extension = extensions.get(OID.policyMappings);
  if (extension === undefined) return [];
  const mappings = sequenceOf(readDer(extension.value), 'PolicyMappings').map((mapping) => {
    const fields = fieldsOf(mapping, 'PolicyMapping');
    const [from, to] = [oidOf(fields.next('issuerDomainPolicy')), oidOf(fields.next('subjectDomainPolicy'))];
    fields.done();
    return { from, to };
  });
  if (mappings.length > MAX_POLICIES) throw malformed('too many mappings');
  return mappings;
}

/** Tags of PolicyConstraints, both IMPLICIT INTEGER. */
const [REQUIRE_EXPLICIT, INHIBIT_MAPPING] = [0x80, 0x81];

/** PolicyConstraints (RFC 5280 §4.2.1.11): after how many certificates a policy is demanded, and mapping inhibited. Throws `der-malformed`. */
export function policyConstraints(extensions: Extensions): {
  readonly explicit: number | null;
  readonly mapping: number | null;
} {
  const extension = extensions.get(OID.policyConstraints);
  if (extension === undefined) return { explicit: null, mapping: null };
  const fields = fieldsOf(readDer(extension.value), 'PolicyConstraints');
  const explicit = fields.optional(REQUIRE_EXPLICIT);
  const mapping = fields.optional(INHIBIT_MAPPING);
  fields.done();
  if (explicit === null && mapping === null) throw malformed('PolicyConstraints without a constraint');
  return { explicit: explicit && implicitInteger(explicit), mapping: mapping && implicitInteger(mapping) };
}

/** InhibitAnyPolicy (RFC 5280 §4.2.1.14). Throws `der-malformed`. */
export function inhibitAnyPolicy(extensions: Extensions): number | null {
  const extension = extensions.get(OID.inhibitAnyPolicy);
  return extension === undefined ? null : smallInteger(readDer(extension.value));
}

import { type DerNode, encoded, TAG } from '#core/asn1/der.ts';
import { oidOf } from '#core/asn1/der-values.ts';
import { contextTag, octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import type { RevocationMaterial } from '#core/validation/validation.ts';
import type { Attributes } from './attributes.ts';
import type { OpenedCms } from './open-cms.ts';
import type { EmbeddedRevocation } from './pdf-signature-evidence.ts';

const MAX_VALUES = 32;
const [FIELD_0, FIELD_1] = [0xa0, 0xa1];

/**
 * Revocation data in a CMS: adbe-revocationInfoArchival (ISO 32000-2, 12.8.3.3.2) among the signed attributes,
 * revocation-values (EN 319 122-1, A.1.3) among the unsigned ones, and the `crls` of the SignedData (RFC 5652 §10.2.1,
 * RFC 5940). What has another form is passed over: it only proves less.
 */
export function embeddedRevocation({ data, signedAttributes, unsignedAttributes }: OpenedCms): EmbeddedRevocation {
  const values = valuesOf(unsignedAttributes, OID.revocationValues).map(revocationValues);
  const archival = valuesOf(signedAttributes, OID.adobeRevocationInfo).map(revocationArchival);
  return { signed: joined(archival), beside: joined([...values, choices(data.revocationInfo)]) };
}

function valuesOf(attributes: Attributes | null, type: string): readonly DerNode[] {
  return attributes?.get(type)?.values ?? [];
}

function joined(parts: readonly RevocationMaterial[]): RevocationMaterial {
  return {
    crls: parts.flatMap(({ crls }) => crls).slice(0, MAX_VALUES),
    ocsps: parts.flatMap(({ ocsps }) => ocsps).slice(0, MAX_VALUES),
  };
}

function revocationArchival(value: DerNode): RevocationMaterial {
  return { crls: listAt(value, FIELD_0).map(encoded), ocsps: listAt(value, FIELD_1).map(encoded) };
}

function revocationValues(value: DerNode): RevocationMaterial {
  return {
    crls: listAt(value, FIELD_0).map(encoded),
    ocsps: listAt(value, FIELD_1).map((basic) => responseOf(encoded(basic))),
  };
}

/** The elements of a SEQUENCE OF under an explicit tag. */
function listAt(value: DerNode, tag: number): readonly DerNode[] {
  const list = value.children.find((child) => child.tag === tag)?.children[0];
  return list?.tag === TAG.sequence ? list.children : [];
}

function choices(nodes: readonly DerNode[]): RevocationMaterial {
  const others = nodes.filter(({ tag }) => tag === FIELD_1);
  return {
    crls: nodes.filter(({ tag }) => tag === TAG.sequence).map(encoded),
    ocsps: others.flatMap(({ children: [format, answer] }) =>
      format?.tag === TAG.oid && oidOf(format) === OID.ocspInCms && answer !== undefined ? [encoded(answer)] : [],
    ),
  };
}

const SUCCESSFUL = tlv(TAG.enumerated, Uint8Array.of(0));

/** A BasicOCSPResponse in the envelope that one is sent in (RFC 6960 §4.2.1). */
function responseOf(basic: Uint8Array): Uint8Array {
  return sequence(SUCCESSFUL, contextTag(0, sequence(oid(OID.ocspBasic), octetString(basic))));
}

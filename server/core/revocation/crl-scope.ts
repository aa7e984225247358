import { type DerNode, encoded, octetsOf, readDer } from '#core/asn1/der.ts';
import { fieldsOf, sequenceOf } from '#core/asn1/der-values.ts';
import { orNull } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { basicConstraints, type Extensions } from '#core/x509/extensions.ts';
import { formKey, type GeneralName, readGeneralName } from '#core/x509/general-names.ts';

/** Context tags of DistributionPoint and IssuingDistributionPoint (RFC 5280 §4.2.1.13, §5.2.5). */
const POINT_NAME = 0xa0;
const FULL_NAME = 0xa0;
const ONLY_USER_CERTIFICATES = 0x81;
const ONLY_CA_CERTIFICATES = 0x82;
const ONLY_SOME_REASONS = 0x83;
const INDIRECT = 0x84;
const ONLY_ATTRIBUTE_CERTIFICATES = 0x85;
const REASONS = 0x81;
const CRL_ISSUER = 0xa2;
/** Of GeneralName (RFC 5280 §4.2.1.6). */
const DIRECTORY_NAME = 0xa4;

/**
 * Whether a list would name a certificate if it were revoked, for whatever reason (RFC 5280 §6.3.3 b): it has no
 * IssuingDistributionPoint, or one whose kind of certificates the certificate is of, and whose name stands in a
 * distribution point of the certificate. Throws `der-malformed`.
 */
export function coversCertificate(list: Extensions, certificate: Extensions): boolean {
  const extension = list.get(OID.issuingDistributionPoint);
  if (extension === undefined) return true;
  const scope = fieldsOf(readDer(extension.value), 'IssuingDistributionPoint');
  const name = scope.optional(POINT_NAME);
  const onlyUsers = isTrue(scope.optional(ONLY_USER_CERTIFICATES));
  const onlyCas = isTrue(scope.optional(ONLY_CA_CERTIFICATES));
  const reasons = scope.optional(ONLY_SOME_REASONS);
  const indirect = isTrue(scope.optional(INDIRECT));
  const onlyAttributes = isTrue(scope.optional(ONLY_ATTRIBUTE_CERTIFICATES));
  scope.done();
  if (reasons !== null || indirect || onlyAttributes) return false;
  const { ca } = basicConstraints(certificate);
  if ((onlyUsers && ca) || (onlyCas && !ca)) return false;
  return name === null || namesPoint(certificate, fullNames(name));
}

/** Relative names, and points for some reasons or of another issuer, match nothing: less is proven then. */
function namesPoint(certificate: Extensions, wanted: readonly GeneralName[]): boolean {
  const extension = certificate.get(OID.crlDistributionPoints);
  if (extension === undefined) return false;
  return sequenceOf(readDer(extension.value), 'CRLDistributionPoints').some((point) => {
    const fields = fieldsOf(point, 'DistributionPoint');
    const name = fields.optional(POINT_NAME);
    if (name === null || fields.optional(REASONS) !== null || fields.optional(CRL_ISSUER) !== null) return false;
    return fullNames(name).some((given) => wanted.some((one) => isSameName(one, given)));
  });
}

/** Whether a distribution point of a certificate names that issuer of lists (DER of its Name). Throws `der-malformed`. */
export function isListIssuerOf(certificate: Extensions, issuer: Uint8Array): boolean {
  const extension = certificate.get(OID.crlDistributionPoints);
  if (extension === undefined) return false;
  return sequenceOf(readDer(extension.value), 'CRLDistributionPoints').some((point) => {
    const named = point.children.find(({ tag }) => tag === CRL_ISSUER);
    return named?.children.some(({ tag, children: [name] }) => isDirectory(tag, name, issuer)) ?? false;
  });
}

function isDirectory(tag: number, name: DerNode | undefined, wanted: Uint8Array): boolean {
  return tag === DIRECTORY_NAME && name !== undefined && equalBytes(encoded(name), wanted);
}

function fullNames(pointName: DerNode): readonly GeneralName[] {
  const [choice] = pointName.children;
  if (choice?.tag !== FULL_NAME) return [];
  return choice.children.flatMap((node) => orNull(() => readGeneralName(node)) ?? []);
}

function isSameName(a: GeneralName, b: GeneralName): boolean {
  if (formKey(a) !== formKey(b) || a.form === 'unsupported') return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

function isTrue(node: DerNode | null): boolean {
  return node !== null && octetsOf(node)[0] !== 0;
}

import { type DerNode, encoded, isSorted, octetsOf, readBer, TAG } from '#core/asn1/der.ts';
import { fieldsOf, oidOf } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { readAlgorithm, sameAlgorithm } from '#core/x509/signature-scheme.ts';
import { type Attributes, onlyValue } from './attributes.ts';
import type { SignedData, SignerInfo } from './signed-data.ts';
import { namesCertificate } from './signing-certificate.ts';

/** /SubFilter of PAdES (EN 319 142-1) and of the older CMS profile of ISO 32000-1. */
const PADES = 'ETSI.CAdES.detached';
const SUPPORTED_SUBFILTERS: ReadonlySet<string> = new Set([PADES, 'adbe.pkcs7.detached']);

const REQUIRED = [OID.contentType, OID.messageDigest] as const;
const SINGLE = [...REQUIRED, OID.signingCertificateV2, OID.signingCertificate, OID.cmsAlgorithmProtection] as const;

export type AttributeQuestion = {
  readonly data: SignedData;
  readonly signer: SignerInfo;
  readonly attributes: Attributes;
  readonly certificate: Certificate;
  readonly subFilter: string;
};

/**
 * What is wrong with the signed attributes of a PAdES signature: RFC 5652 §5.3 and §11, RFC 5035, RFC 6211,
 * EN 319 142-1 §6.3. Throws `der-malformed` for a value that is not what its type says.
 */
export async function attributeProblems(question: AttributeQuestion): Promise<readonly SignatureProblem[]> {
  const { signer, attributes, subFilter } = question;
  const problems: SignatureProblem[] = [];
  if (!SUPPORTED_SUBFILTERS.has(subFilter)) problems.push('unsupported-subfilter');
  if (!isDerSet(signer.signedAttributes)) problems.push('attributes-not-der');
  if (REQUIRED.some((type) => (attributes.get(type)?.values.length ?? 0) === 0)) problems.push('attribute-missing');
  if (isRepeated(attributes)) problems.push('attribute-repeated');
  if (hasWrongContentType(question)) problems.push('content-type-wrong');
  if (subFilter === PADES && attributes.has(OID.signingTime)) problems.push('signing-time-present');
  problems.push(...(await signingCertificateProblems(question)));
  if (hasWrongProtection(question)) problems.push('algorithm-protection-mismatch');
  return problems;
}

/** RFC 5652 §5.4: the attributes are signed, and must be sent, in DER. */
export function isDerSet(node: DerNode | null): boolean {
  return node === null || (readBer(encoded(node)).der && isSorted(node));
}

/** Whether a type stands in two attributes, or one that must have one value has several (RFC 5652 §11, RFC 6211 §2). */
export function isRepeated(attributes: Attributes): boolean {
  const types: readonly string[] = SINGLE;
  return [...attributes].some(([type, { count, values }]) => count > 1 || (types.includes(type) && values.length > 1));
}

function hasWrongContentType({ data, attributes }: AttributeQuestion): boolean {
  if (data.contentType !== OID.data) return true;
  const value = onlyValue(attributes, OID.contentType);
  return value !== null && (value.tag !== TAG.oid || oidOf(value) !== data.contentType);
}

/** The old signing-certificate attribute rests on SHA-1 and binds nothing; only version 2 counts. */
async function signingCertificateProblems({
  attributes,
  certificate,
}: AttributeQuestion): Promise<readonly SignatureProblem[]> {
  const value = onlyValue(attributes, OID.signingCertificateV2);
  if (value === null) return ['signing-certificate-missing'];
  return (await namesCertificate(value, certificate)) ? [] : ['signing-certificate-mismatch'];
}

const SIGNATURE_FIELD = 0xa1;

/** RFC 6211 §3: where the attribute is present, both algorithms equal those of the SignerInfo. */
export function hasWrongProtection({ signer, attributes }: Pick<AttributeQuestion, 'signer' | 'attributes'>): boolean {
  if (!attributes.has(OID.cmsAlgorithmProtection)) return false;
  const value = onlyValue(attributes, OID.cmsAlgorithmProtection);
  if (value === null) return true;
  const fields = fieldsOf(value, 'CMSAlgorithmProtection');
  const digest = readAlgorithm(fields.next('digestAlgorithm'));
  const signature = fields.optional(SIGNATURE_FIELD);
  if (signature === null || value.children.length !== 2) return true;
  const [algorithm, parameters = null] = signature.children;
  const protectedSignature = { oid: oidOf(algorithm), parameters };
  return (
    !sameAlgorithm(digest, signer.digestAlgorithm) || !sameAlgorithm(protectedSignature, signer.signatureAlgorithm)
  );
}

/** The message-digest, null when it is absent, repeated or no OCTET STRING. */
export function messageDigest(attributes: Attributes): Uint8Array | null {
  const value = onlyValue(attributes, OID.messageDigest);
  return value?.tag === TAG.octetString ? octetsOf(value) : null;
}

import { octetsOf, TAG } from '#core/asn1/der.ts';
import { fieldsOf, oidOf } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { AlgorithmSuite } from '#core/x509/algorithm-suite.ts';
import { readAlgorithm, sameAlgorithm } from '#core/x509/signature-scheme.ts';
import { type Attributes, onlyValue } from './attributes.ts';
import { type EssDemand, essProblem } from './ess-certificate.ts';
import type { OpenedCms } from './open-cms.ts';
import type { AttributesForm } from './sent-attributes.ts';

const REQUIRED = [OID.contentType, OID.messageDigest] as const;
const SINGLE = [...REQUIRED, OID.signingCertificateV2, OID.signingCertificate, OID.cmsAlgorithmProtection] as const;

export type AttributeExpectation = {
  readonly algorithms: AlgorithmSuite;
  readonly contentTypes: readonly string[];
  readonly signingCertificate: EssDemand;
  /** The content is signed without signed attributes, as it may be. */
  readonly isBare: boolean;
  readonly tolerance: Tolerance;
};

/** Of others' signatures some departures are noted that of our own are refused. */
export type Tolerance = 'none' | 'for-others';

function isWellSent(form: AttributesForm, tolerance: Tolerance): boolean {
  return tolerance === 'none' ? form === 'der' : form !== 'ber';
}

/**
 * What is wrong with the signed attributes of a CMS signature: RFC 5652 §5.3 and §11, RFC 5035, RFC 6211. Throws
 * `der-malformed` for a value that is not what its type says.
 */
export async function attributeProblems(
  cms: OpenedCms,
  expectation: AttributeExpectation,
): Promise<readonly SignatureProblem[]> {
  const problems: SignatureProblem[] = [];
  if (!isWellSent(cms.data.attributesForm, expectation.tolerance)) problems.push('attributes-not-der');
  problems.push(...(expectation.isBare ? bareProblems(cms, expectation) : await contentProblems(cms, expectation)));
  if (hasWrongProtection(cms)) problems.push('algorithm-protection-mismatch');
  return problems;
}

/** Content without signed attributes is of type id-data (RFC 5652 §5.3); that is all it can say about itself. */
function bareProblems({ data }: OpenedCms, { contentTypes }: AttributeExpectation): readonly SignatureProblem[] {
  return contentTypes.includes(data.contentType) ? [] : ['content-type-wrong'];
}

async function contentProblems(
  cms: OpenedCms,
  { algorithms, contentTypes, signingCertificate }: AttributeExpectation,
): Promise<readonly SignatureProblem[]> {
  const { signedAttributes: attributes, certificate } = cms;
  const problems: SignatureProblem[] = [];
  if (REQUIRED.some((type) => !attributes.get(type)?.values.length)) problems.push('attribute-missing');
  if (isRepeated(attributes)) problems.push('attribute-repeated');
  if (hasWrongContentType(cms, contentTypes)) problems.push('content-type-wrong');
  const ess = await essProblem(attributes, certificate, { demand: signingCertificate, digests: algorithms.digests });
  return ess === null ? problems : [...problems, ess];
}

/** Whether a type stands in two attributes, or one that must have one value has several (RFC 5652 §11, RFC 6211 §2). */
function isRepeated(attributes: Attributes): boolean {
  const types: readonly string[] = SINGLE;
  return [...attributes].some(([type, { count, values }]) => count > 1 || (types.includes(type) && values.length > 1));
}

function hasWrongContentType({ data, signedAttributes }: OpenedCms, expected: readonly string[]): boolean {
  if (!expected.includes(data.contentType)) return true;
  const value = onlyValue(signedAttributes, OID.contentType);
  return value !== null && (value.tag !== TAG.oid || oidOf(value) !== data.contentType);
}

const SIGNATURE_FIELD = 0xa1;

/** RFC 6211 §3: where the attribute is present, both algorithms equal those of the SignerInfo. */
function hasWrongProtection({ signer, signedAttributes }: OpenedCms): boolean {
  if (!signedAttributes.has(OID.cmsAlgorithmProtection)) return false;
  const value = onlyValue(signedAttributes, OID.cmsAlgorithmProtection);
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

import { TAG } from '#core/asn1/der.ts';
import { oidOf } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { AlgorithmEvidence } from '#core/confirmation/evidence.ts';
import {
  type AnyScheme,
  anyKey,
  anyScheme,
  INSPECTION_POLICY,
  judgeAny,
  type Signed,
  verifyAny,
} from '#core/x509/any-signature.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { type DigestName, digestNamed } from '#core/x509/signature-scheme.ts';
import { hasWrongProtection, isRepeated, messageDigest } from './attribute-problems.ts';
import { type Attributes, onlyValue, readAttributes } from './attributes.ts';
import { essProblem } from './ess-certificate.ts';
import type { AnyDigestOf, UnsupportedCode } from './pdf-signature-evidence.ts';
import type { AnySignedData } from './read-any-cms.ts';
import type { SignerInfo } from './signed-data.ts';
import { signedOctets } from './signed-octets.ts';

/** What a CMS signature is expected to be. */
export type SignerExpectation = {
  readonly contentType: string;
  /** Digests the content: the document's bytes where it is detached, else eContent. */
  readonly contentDigest: AnyDigestOf;
  readonly signingCertificate: 'required' | 'checked';
  /** Whether the content may be signed without signed attributes (RFC 5652 §5.4). */
  readonly bareContent: 'refused' | 'allowed';
};

/** Null stands for what cannot be computed here. */
export type SignerJudgement = {
  readonly intact: boolean | null;
  readonly valid: boolean | null;
  readonly problems: readonly SignatureProblem[];
  readonly algorithm: AlgorithmEvidence;
  readonly unsupported: { readonly code: UnsupportedCode; readonly detail: string } | null;
};

/**
 * Judges the first SignerInfo: digest, signature value, signed attributes (RFC 5652 §5.3–5.6 and §11, RFC 5035, RFC 6211)
 * and what the policy makes of its algorithms. Throws `der-malformed`.
 */
export async function judgeSigner(
  data: AnySignedData,
  signer: SignerInfo,
  certificate: Certificate,
  expectation: SignerExpectation,
): Promise<SignerJudgement> {
  const attributes = readAttributes(signer.signedAttributes);
  const digestName = digestNamed(signer.digestAlgorithm);
  const scheme = anyScheme(signer.signatureAlgorithm, digestName);
  const key = anyKey(certificate.publicKey);
  const algorithm = judgeAny(scheme, key);
  const bare = signer.signedAttributes === null && expectation.bareContent === 'allowed';
  const digest = digestName === null ? null : await expectation.contentDigest(digestName);
  const signed = bare ? bareContent(data, digest) : ({ kind: 'octets', octets: signedOctets(signer) } as const);
  const valid = signed === null ? null : await verifyAny(scheme, key, signed, signer.signature);
  const refused = policyFinding(algorithm, scheme, digestName, certificate);
  return {
    intact: bare ? valid : matches(messageDigest(attributes), digest),
    valid,
    problems: [
      ...(data.attributesDer ? [] : (['attributes-not-der'] as const)),
      ...(await contentProblems(data, bare ? null : attributes, certificate, expectation)),
      ...(hasWrongProtection({ signer, attributes }) ? (['algorithm-protection-mismatch'] as const) : []),
      ...(isDigestConsistent(data, scheme, signer) ? [] : (['digest-algorithm-mismatch'] as const)),
    ],
    algorithm,
    unsupported: refused ?? (valid === null ? { code: 'algorithm-unsupported', detail: algorithm.name } : null),
  };
}

/** What is signed where there are no signed attributes: eContent itself, or a document of which only the digest is here. */
function bareContent({ content }: AnySignedData, digest: Uint8Array | null): Signed | null {
  if (content !== null) return { kind: 'octets', octets: content };
  return digest === null ? null : { kind: 'digest', digest };
}

/** RFC 5652 §11.2. A missing message-digest matches nothing. */
function matches(claimed: Uint8Array | null, digest: Uint8Array | null): boolean | null {
  if (claimed === null) return false;
  return digest === null ? null : equalBytes(claimed, digest);
}

/** Content without signed attributes is of type id-data (RFC 5652 §5.3); that is all it can say about itself. */
async function contentProblems(
  data: AnySignedData,
  attributes: Attributes | null,
  certificate: Certificate,
  { contentType, signingCertificate }: SignerExpectation,
): Promise<readonly SignatureProblem[]> {
  if (attributes === null) return data.contentType === OID.data ? [] : ['content-type-wrong'];
  const problems: SignatureProblem[] = [];
  const required = [OID.contentType, OID.messageDigest];
  if (required.some((type) => !attributes.get(type)?.values.length)) problems.push('attribute-missing');
  if (isRepeated(attributes)) problems.push('attribute-repeated');
  if (hasWrongContentType(data, attributes, contentType)) problems.push('content-type-wrong');
  const ess = await essProblem(attributes, certificate, signingCertificate);
  return ess === null ? problems : [...problems, ess];
}

function hasWrongContentType(data: AnySignedData, attributes: Attributes, expected: string): boolean {
  if (data.contentType !== expected) return true;
  const value = onlyValue(attributes, OID.contentType);
  return value !== null && (value.tag !== TAG.oid || oidOf(value) !== expected);
}

/** The digest is announced in the SignedData and is the one that the signature algorithm names; Ed25519 goes with SHA-512 (RFC 8419 §3.1). */
function isDigestConsistent(data: AnySignedData, scheme: AnyScheme, signer: SignerInfo): boolean {
  const digest = signer.digestAlgorithm.oid;
  if (!data.digestAlgorithms.some(({ oid }) => oid === digest)) return false;
  if (scheme.kind === 'unknown') return true;
  return digestNamed(signer.digestAlgorithm) === (scheme.kind === 'ed25519' ? 'SHA-512' : scheme.digest);
}

/** The first thing that the policy refuses or that is not implemented, digests first. */
function policyFinding(
  algorithm: AlgorithmEvidence,
  scheme: AnyScheme,
  digestName: DigestName | null,
  { publicKey }: Certificate,
): SignerJudgement['unsupported'] {
  const named = 'digest' in scheme ? [scheme.digest] : [];
  const digests = digestName === null ? named : [digestName, ...named];
  const refused = digests.find((name) => INSPECTION_POLICY.digests[name] === 'refused');
  if (refused !== undefined) return { code: 'digest-refused', detail: refused };
  if (algorithm.policy === 'refused') return { code: 'algorithm-refused', detail: algorithm.name };
  if (scheme.kind === 'ecdsa' && publicKey.kind === 'other')
    return { code: 'curve-unsupported', detail: publicKey.name };
  if (algorithm.policy === 'unsupported') return { code: 'algorithm-unsupported', detail: algorithm.name };
  const unknown = digestName === null || digests.some((name) => INSPECTION_POLICY.digests[name] === 'unsupported');
  return unknown ? { code: 'algorithm-unsupported', detail: digestName ?? 'unknown digest' } : null;
}

/** Digests octets that are at hand. */
export function digestOfOctets(octets: Uint8Array): AnyDigestOf {
  return (name) => anyDigest(name, octets);
}

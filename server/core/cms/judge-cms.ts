import { anyDigest } from '#core/bytes/any-digest.ts';
import { concatBytes, equalBytes } from '#core/bytes/bytes.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { AlgorithmEvidence } from '#core/confirmation/evidence.ts';
import type { AlgorithmSuite } from '#core/x509/algorithm-suite.ts';
import { type DigestName, digestNamed, type SignatureScheme } from '#core/x509/signature-scheme.ts';
import type { Signed } from '#core/x509/signed.ts';
import { attributeProblems, messageDigest, type Tolerance } from './attribute-problems.ts';
import type { EssDemand } from './ess-certificate.ts';
import type { OpenedCms } from './open-cms.ts';
import type { AnyDigestOf, PdfSignatureWarning, UnsupportedCode } from './pdf-signature-evidence.ts';
import { possiblySigned } from './sent-attributes.ts';
import { signedOctets } from './signed-octets.ts';

/** What a CMS signature is expected to be. */
export type CmsExpectation = {
  /** What it may be signed with. */
  readonly algorithms: AlgorithmSuite;
  /** Any of these; the signed attribute names the one that it is. */
  readonly contentTypes: readonly string[];
  /** Where the content lies. An eContent that is not expected is never taken for it. */
  readonly content: 'detached' | 'embedded';
  /** Digests the content: the document's bytes where it is detached, else eContent. */
  readonly contentDigest: AnyDigestOf;
  readonly signingCertificate: EssDemand;
  /** Whether the content may be signed without signed attributes (RFC 5652 §5.4). */
  readonly bareContent: 'refused' | 'allowed';
  readonly tolerance: Tolerance;
};

/** Null stands for what cannot be computed here. */
export type CmsJudgement = {
  /** The message-digest is that of the content. */
  readonly intact: boolean | null;
  /** The signature value verifies with the signer's key. */
  readonly valid: boolean | null;
  readonly problems: readonly SignatureProblem[];
  /** What is tolerated and said. */
  readonly warnings: readonly PdfSignatureWarning[];
  readonly algorithm: AlgorithmEvidence;
  /** The first thing that is refused by policy, or not implemented. */
  readonly unsupported: { readonly code: UnsupportedCode; readonly detail: string } | null;
};

/**
 * The judge of a CMS signature, whatever it is on: digest, signature value, signed attributes (RFC 5652 §5.3–5.6 and §11,
 * RFC 5035, RFC 6211) and what the policy makes of its algorithms. Whether anybody trusts the signer is another question.
 * Throws `der-malformed`.
 */
export async function judgeCms(cms: OpenedCms, expectation: CmsExpectation): Promise<CmsJudgement> {
  const { signer, signedAttributes, certificate } = cms;
  const { algorithms } = expectation;
  const digestName = digestNamed(signer.digestAlgorithm);
  const scheme = algorithms.schemeOf(signer.signatureAlgorithm, digestName);
  const algorithm = algorithms.judge(scheme, certificate.publicKey);
  const isBare = signer.signedAttributes === null && expectation.bareContent === 'allowed';
  const digest = digestName === null ? null : await expectation.contentDigest(digestName);
  const signed = isBare ? bareContent(cms, expectation, digest) : attributesOf(cms, expectation);
  const valid = await verifiesAny(signed, (one) =>
    algorithms.verify(scheme, certificate.publicKey, one, signer.signature),
  );
  const embedded = embeddedContent(cms, expectation);
  const isNoted = expectation.tolerance === 'for-others' && (await isContentItself(cms, digestName, digest));
  const refused = policyFinding(cms, { algorithms, algorithm, scheme, digestName });
  return {
    intact: isBare ? valid : matches(messageDigest(signedAttributes), digest),
    valid,
    problems: [
      ...(isNoted ? [] : embedded),
      ...(await attributeProblems(cms, { ...expectation, isBare })),
      ...(isDigestConsistent(cms, scheme) ? [] : (['digest-algorithm-mismatch'] as const)),
    ],
    warnings: expectation.tolerance === 'none' ? [] : [...(isNoted ? embedded : []), ...sentOtherwise(cms)],
    algorithm,
    unsupported: refused ?? (valid === null ? { code: 'algorithm-unsupported', detail: algorithm.name } : null),
  };
}

/** Content where none should be: the bytes of the document are what is judged, and never that. */
function embeddedContent({ data }: OpenedCms, { content }: CmsExpectation): readonly 'content-embedded'[] {
  return content === 'detached' && data.contentEmbedded ? ['content-embedded'] : [];
}

/** Whether that is the document once more: some validators take it for the document, others do not look at it. */
async function isContentItself(
  { data: { content } }: OpenedCms,
  digestName: DigestName | null,
  digest: Uint8Array | null,
): Promise<boolean> {
  if (content === null || digestName === null || digest === null) return false;
  const own = await anyDigest(digestName, content);
  return own !== null && equalBytes(own, digest);
}

function sentOtherwise({ data }: OpenedCms): readonly PdfSignatureWarning[] {
  if (data.attributesForm === 'unsorted') return ['attributes-unsorted'];
  return data.attributesForm === 'foreign-ber' ? ['revocation-not-der'] : [];
}

/** Whether one of several octet strings with the same content verifies; null where that cannot be computed, or there is none. */
async function verifiesAny(
  signed: readonly Signed[],
  verify: (signed: Signed) => Promise<boolean | null>,
): Promise<boolean | null> {
  let answer: boolean | null = null;
  for (const one of signed) {
    answer = await verify(one);
    if (answer !== false) return answer;
  }
  return answer;
}

function attributesOf({ data, signer }: OpenedCms, { tolerance }: CmsExpectation): readonly Signed[] {
  const { sentAttributes } = data;
  const isOdd = data.attributesForm === 'unsorted' || data.attributesForm === 'foreign-ber';
  const octets =
    tolerance === 'for-others' && isOdd && sentAttributes !== null
      ? possiblySigned(sentAttributes)
      : [signedOctets(signer)];
  return octets.map((one) => ({ kind: 'octets', octets: one }));
}

/** What is signed where there are no signed attributes: eContent itself, or a document of which only the digest is here. */
function bareContent(
  { data }: OpenedCms,
  { content, contentDigest }: CmsExpectation,
  digest: Uint8Array | null,
): readonly Signed[] {
  if (content === 'embedded' && data.content !== null) return [{ kind: 'octets', octets: data.content }];
  if (digest === null) return [];
  return [{ kind: 'digest', digest, sm3After: (octets) => contentDigest('SM3', octets) }];
}

/** RFC 5652 §11.2. A missing message-digest matches nothing. */
function matches(claimed: Uint8Array | null, digest: Uint8Array | null): boolean | null {
  if (claimed === null) return false;
  return digest === null ? null : equalBytes(claimed, digest);
}

/** The digest is announced in the SignedData and is the one that the signature algorithm names, or goes with (RFC 8419 §3.1). */
function isDigestConsistent({ data, signer }: OpenedCms, scheme: SignatureScheme): boolean {
  const digest = signer.digestAlgorithm.oid;
  if (!data.digestAlgorithms.some(({ oid }) => oid === digest)) return false;
  if (scheme.kind === 'unknown') return true;
  return digestNamed(signer.digestAlgorithm) === scheme.digest;
}

type Judged = {
  readonly algorithms: AlgorithmSuite;
  readonly algorithm: AlgorithmEvidence;
  readonly scheme: SignatureScheme;
  readonly digestName: DigestName | null;
};

const ON_CURVES: readonly SignatureScheme['kind'][] = ['ecdsa', 'ecdsa-plain', 'sm2'];

/** The first thing that the policy refuses or that is not implemented, digests first. */
function policyFinding(
  { certificate: { publicKey } }: OpenedCms,
  { algorithms, algorithm, scheme, digestName }: Judged,
): CmsJudgement['unsupported'] {
  const named = 'digest' in scheme ? [scheme.digest] : [];
  const digests = digestName === null ? named : [digestName, ...named];
  const refused = digests.find((name) => algorithms.digests[name] === 'refused');
  if (refused !== undefined) return { code: 'digest-refused', detail: refused };
  if (algorithm.policy === 'refused') return { code: 'algorithm-refused', detail: algorithm.name };
  if (ON_CURVES.includes(scheme.kind) && publicKey.kind === 'other')
    return { code: 'curve-unsupported', detail: publicKey.name };
  if (algorithm.policy === 'unsupported') return { code: 'algorithm-unsupported', detail: algorithm.name };
  const unknown = digestName === null || digests.some((name) => algorithms.digests[name] === 'unsupported');
  return unknown ? { code: 'algorithm-unsupported', detail: digestName ?? 'unknown digest' } : null;
}

/** Digests octets that are at hand. */
export function digestOfOctets(octets: Uint8Array): AnyDigestOf {
  return (name, before) => anyDigest(name, before === undefined ? octets : concatBytes([before, octets]));
}

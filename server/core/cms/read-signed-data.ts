import { MalformedError } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { SignatureEvidence } from '#core/confirmation/evidence.ts';
import { judgeAlgorithm } from '#core/x509/algorithm-policy.ts';
import { readForeignCertificate } from '#core/x509/certificate.ts';
import { factsOf } from '#core/x509/certificate-facts.ts';
import { type DigestName, digestNamed, sameAlgorithm, signatureScheme } from '#core/x509/signature-scheme.ts';
import { sealingProblem } from '#core/x509/usage.ts';
import { verifySignature } from '#core/x509/verify-signature.ts';
import { attributeProblems, messageDigest } from './attribute-problems.ts';
import { readAttributes } from './attributes.ts';
import { readSignedDataStructure, type SignedData, type SignerInfo } from './signed-data.ts';
import { signedOctets } from './signed-octets.ts';
import { signerCertificate } from './signer-certificate.ts';

/** The digests that a document may be signed over. */
export type DocumentDigest = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** Gives the digest of the bytes that the signature covers. */
export type DigestOf = (algorithm: DocumentDigest) => Promise<Uint8Array>;

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a detached CMS signature (RFC 5652) in the PAdES profile (EN 319 142-1) and finds everything that is wrong with
 * it. `bytes` may be followed by zero padding only. `intact` says that the message-digest is that of the document,
 * `valid` that the signature value verifies; neither says that anybody trusts the signer.
 *
 * Hostile input gives `unreadable`, its detail a code, or problems; only a fault of `digestOf` is thrown.
 */
export async function readSignedData(
  bytes: Uint8Array,
  digestOf: DigestOf,
  { subFilter }: { readonly subFilter: string },
): Promise<SignatureEvidence> {
  if (bytes.length > MAX_BYTES) return { kind: 'unreadable', detail: 'cms-too-large' };
  try {
    const data = readSignedDataStructure(bytes);
    if ('problem' in data) return { kind: 'unreadable', detail: data.problem };
    return await judge(data, { bytes, digestOf, subFilter });
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'unreadable', detail: `${error.code}: ${error.message}` };
    throw error;
  }
}

type Input = { readonly bytes: Uint8Array; readonly digestOf: DigestOf; readonly subFilter: string };

async function judge(data: SignedData, { bytes, digestOf, subFilter }: Input): Promise<SignatureEvidence> {
  const [signer] = data.signers;
  if (signer === undefined) return { kind: 'unreadable', detail: 'signer-count' };
  // What RFC 5280 refuses stands in no path; what was signed with it can be told all the same.
  const certificate = signerCertificate(data.certificates, signer.identifier, readForeignCertificate);
  if (certificate === null) return { kind: 'unreadable', detail: 'signer-certificate-missing' };
  const attributes = readAttributes(signer.signedAttributes);
  const digestName = digestNamed(signer.digestAlgorithm);
  const scheme = signatureScheme(signer.signatureAlgorithm, digestName);
  const algorithm = judgeAlgorithm(scheme, certificate.publicKey);
  return {
    kind: 'read',
    intact: await isIntact(messageDigest(attributes), digestName, digestOf),
    valid:
      algorithm.policy !== 'unsupported' &&
      (await verifySignature(scheme, certificate.publicKey, signedOctets(signer), signer.signature)),
    problems: [
      ...envelopeProblems(data, bytes),
      ...(await attributeProblems({ data, signer, attributes, certificate, subFilter })),
      ...(isDigestConsistent(data, signer) ? [] : (['digest-algorithm-mismatch'] as const)),
      ...(sealingProblem(certificate) === null ? [] : (['key-usage-wrong'] as const)),
    ],
    algorithm,
    signer: await factsOf(certificate),
    certificates: [certificate.der, ...data.certificates.filter((der) => !equalBytes(der, certificate.der))],
  };
}

function envelopeProblems(data: SignedData, bytes: Uint8Array): readonly SignatureProblem[] {
  const problems: SignatureProblem[] = [];
  if (!data.der) problems.push('cms-not-der');
  if (bytes.subarray(data.length).some((octet) => octet !== 0)) problems.push('cms-trailing-bytes');
  if (data.signers.length !== 1) problems.push('signer-count');
  if (data.contentEmbedded) problems.push('content-embedded');
  return problems;
}

/** The digest of the SignerInfo is announced in the SignedData and is the one that the signature algorithm names. */
function isDigestConsistent(data: SignedData, signer: SignerInfo): boolean {
  if (!data.digestAlgorithms.some((algorithm) => sameAlgorithm(algorithm, signer.digestAlgorithm))) return false;
  const digest = digestNamed(signer.digestAlgorithm);
  const scheme = signatureScheme(signer.signatureAlgorithm, digest);
  return scheme.kind === 'unknown' || scheme.digest === digest;
}

const DOCUMENT_DIGESTS: Partial<Record<DigestName, DocumentDigest>> = {
  'SHA-256': 'SHA-256',
  'SHA-384': 'SHA-384',
  'SHA-512': 'SHA-512',
};

/** RFC 5652 §11.2. False too where the digest is one that we do not compute. */
async function isIntact(claimed: Uint8Array | null, name: DigestName | null, digestOf: DigestOf): Promise<boolean> {
  const algorithm = name === null ? undefined : DOCUMENT_DIGESTS[name];
  if (claimed === null || algorithm === undefined) return false;
  return equalBytes(claimed, await digestOf(algorithm));
}

import { OID } from '#core/asn1/oids.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import type { SignatureEvidence } from '#core/confirmation/evidence.ts';
import { SEALING_ALGORITHMS } from '#core/x509/algorithm-suite.ts';
import { factsOf } from '#core/x509/certificate-facts.ts';
import type { DigestName } from '#core/x509/signature-scheme.ts';
import { judgeCms } from './judge-cms.ts';
import { asUnreadable, type OpenedCms, openCms } from './open-cms.ts';
import type { AnyDigestOf } from './pdf-signature-evidence.ts';
import { usageOf } from './usage-of.ts';

/** The digests that a document may be signed over. */
export type DocumentDigest = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** Gives the digest of the bytes that the signature covers. */
export type DigestOf = (algorithm: DocumentDigest) => Promise<Uint8Array>;

/** What a seal's CMS says, and the CMS taken apart; null where it could not be. */
export type ReadSignedData = { readonly evidence: SignatureEvidence; readonly cms: OpenedCms | null };

/**
 * Reads the CMS of a seal (RFC 5652) in the PAdES profile (EN 319 142-1) and finds everything that is wrong with it.
 * `bytes` may be followed by zero padding only. `intact` says that the message-digest is that of the document, `valid` that
 * the signature value verifies; neither says that anybody trusts the signer.
 *
 * Hostile input gives `unreadable`, its detail a code, or problems; only a fault of `digestOf` is thrown.
 */
export async function readSignedData(
  bytes: Uint8Array,
  digestOf: DigestOf,
  { subFilter }: { readonly subFilter: string },
): Promise<ReadSignedData> {
  const cms = openCms(bytes, []);
  if (cms.kind === 'unreadable') return { evidence: { kind: 'unreadable', detail: cms.detail }, cms: null };
  try {
    return { evidence: await judgeSealed(cms, digestOf, subFilter), cms };
  } catch (error) {
    return { evidence: { kind: 'unreadable', detail: asUnreadable(error).detail }, cms: null };
  }
}

async function judgeSealed(cms: OpenedCms, digestOf: DigestOf, subFilter: string): Promise<SignatureEvidence> {
  const { intact, valid, problems, algorithm } = await judgeCms(cms, {
    algorithms: SEALING_ALGORITHMS,
    contentTypes: [OID.data],
    content: 'detached',
    contentDigest: acceptedOnly(digestOf),
    signingCertificate: 'version-2',
    bareContent: 'refused',
    tolerance: 'none',
  });
  return {
    kind: 'read',
    intact: intact === true,
    valid: valid === true,
    problems: [...cms.problems, ...problems, ...sealProblems(cms, subFilter)],
    algorithm,
    signer: await factsOf(cms.certificate),
    certificates: cms.certificates,
  };
}

const DOCUMENT_DIGESTS: Partial<Record<DigestName, DocumentDigest>> = {
  'SHA-256': 'SHA-256',
  'SHA-384': 'SHA-384',
  'SHA-512': 'SHA-512',
};

/** A document is sealed over no other digest: with any other it is not intact. */
function acceptedOnly(digestOf: DigestOf): AnyDigestOf {
  return async (name, before) => {
    const accepted = DOCUMENT_DIGESTS[name];
    return accepted === undefined || before !== undefined ? null : digestOf(accepted);
  };
}

/** /SubFilter of PAdES (EN 319 142-1) and of the older CMS profile of ISO 32000-1. */
const PADES = 'ETSI.CAdES.detached';
const KNOWN_SUBFILTERS: ReadonlySet<string> = new Set([PADES, 'adbe.pkcs7.detached']);

/** What a seal must be beyond what any signature must be: in DER, by a key that is for documents, in the PAdES profile. */
function sealProblems(
  { data, certificate, signedAttributes }: OpenedCms,
  subFilter: string,
): readonly SignatureProblem[] {
  const problems: SignatureProblem[] = [];
  if (data.type !== OID.signedData) problems.push('cms-not-signed-data');
  if (!data.der) problems.push('cms-not-der');
  if (!KNOWN_SUBFILTERS.has(subFilter)) problems.push('subfilter-unsupported');
  if (subFilter === PADES && signedAttributes.has(OID.signingTime)) problems.push('signing-time-present');
  if (usageOf(certificate) !== null) problems.push('key-usage-wrong');
  return problems;
}

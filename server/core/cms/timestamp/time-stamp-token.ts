import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { conclude } from '#core/cms/conclude.ts';
import { embeddedRevocation } from '#core/cms/embedded-revocation.ts';
import { type CmsJudgement, digestOfOctets, judgeCms } from '#core/cms/judge-cms.ts';
import { asUnreadable, type OpenedCms, openCms, unreadable, withoutReading } from '#core/cms/open-cms.ts';
import type {
  AnyDigestOf,
  CmsFacts,
  PdfSignatureEvidence,
  PdfSignatureProblem,
} from '#core/cms/pdf-signature-evidence.ts';
import { INSPECTED_ALGORITHMS } from '#core/x509/algorithm-suite.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { factsOf } from '#core/x509/certificate-facts.ts';
import { endProblem } from '#core/x509/usage.ts';
import { readTstInfo, type TstInfo } from './tst-info.ts';

/**
 * Reads an RFC 3161 time-stamp token: the /Contents of an ETSI.RFC3161 signature or a signature-time-stamp attribute.
 * `imprintOf` digests what it should have stamped; `others` are further certificates (DER) in which its TSA's may lie.
 * `intact` says that the imprint is that of these bytes and that the token's own digest is right.
 */
export async function readTimeStampToken(
  der: Uint8Array,
  imprintOf: AnyDigestOf,
  others: readonly Uint8Array[] = [],
): Promise<PdfSignatureEvidence> {
  const cms = openCms(der, others);
  if (cms.kind === 'unreadable') return withoutReading(cms);
  try {
    return await judgeToken(cms, imprintOf);
  } catch (error) {
    return withoutReading(asUnreadable(error));
  }
}

async function judgeToken(cms: OpenedCms, imprintOf: AnyDigestOf): Promise<PdfSignatureEvidence> {
  const { data, certificate, certificates } = cms;
  if (data.contentType !== OID.tstInfo) return unreadable('content-type-wrong');
  if (data.content === null) return unreadable('content-missing');
  const info = readTstInfo(data.content);
  const judgement = await judgeCms(cms, {
    algorithms: INSPECTED_ALGORITHMS,
    contentTypes: [OID.tstInfo],
    content: 'embedded',
    contentDigest: digestOfOctets(data.content),
    signingCertificate: 'required',
    bareContent: 'refused',
    tolerance: 'for-others',
  });
  const imprint = await isImprint(info, imprintOf);
  const problems: PdfSignatureProblem[] = [...cms.problems, ...judgement.problems];
  if (imprint === false) problems.push('timestamp-imprint-mismatch');
  return conclude(withImprint(judgement, info, imprint), problems, {
    of: 'timestamp',
    algorithm: judgement.algorithm,
    signer: await factsOf(certificate),
    certificates,
    usage: null,
    warnings: [...(data.der ? [] : (['cms-not-der'] as const)), ...judgement.warnings, ...info.warnings],
    timeStamp: timeStampFacts(info, certificate),
    revocation: embeddedRevocation(cms),
    signatureTimeStamps: [],
  });
}

async function isImprint({ imprint, imprintDigest }: TstInfo, imprintOf: AnyDigestOf): Promise<boolean | null> {
  const digest = imprintDigest === null ? null : await imprintOf(imprintDigest);
  return digest === null ? null : equalBytes(imprint, digest);
}

/** A token is as good as its imprint: the digest of that must be one that the policy admits, too. */
function withImprint(judgement: CmsJudgement, { imprintDigest }: TstInfo, imprint: boolean | null): CmsJudgement {
  const intact = judgement.intact === false || imprint === false ? false : judgement.intact && imprint;
  const policy = imprintDigest === null ? 'unsupported' : INSPECTED_ALGORITHMS.digests[imprintDigest];
  if (judgement.unsupported !== null || policy === 'accepted' || policy === 'legacy') return { ...judgement, intact };
  const code = policy === 'refused' ? 'digest-refused' : 'algorithm-unsupported';
  return { ...judgement, intact, unsupported: { code, detail: `imprint by ${imprintDigest ?? 'unknown digest'}` } };
}

function timeStampFacts(
  { policy, imprintDigest, genTime, accuracyMs }: TstInfo,
  certificate: Certificate,
): CmsFacts['timeStamp'] {
  return {
    genTime: new Date(genTime).toISOString(),
    accuracyMs,
    imprintDigest,
    policy,
    tsaUsage: endProblem(certificate, 'time-stamping') === null,
  };
}

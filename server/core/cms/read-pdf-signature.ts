import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { signatureTimeStamps } from '#core/cms/timestamp/signature-time-stamps.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { INSPECTED_ALGORITHMS } from '#core/x509/algorithm-suite.ts';
import { factsOf } from '#core/x509/certificate-facts.ts';
import { hasAlteredPath } from './altered-certificates.ts';
import { conclude } from './conclude.ts';
import { embeddedRevocation } from './embedded-revocation.ts';
import { type CmsExpectation, type CmsJudgement, digestOfOctets, judgeCms } from './judge-cms.ts';
import { asUnreadable, type OpenedCms, openCms, withoutReading } from './open-cms.ts';
import type {
  AnyDigestOf,
  PdfSignatureEvidence,
  PdfSignatureProblem,
  PdfSignatureWarning,
} from './pdf-signature-evidence.ts';
import { usageOf } from './usage-of.ts';

export type PdfSignatureOptions = {
  /** /SubFilter of the signature dictionary, without the slash. */
  readonly subFilter: string;
  /** DER of certificates found elsewhere in the file (DSS), for a signer whose own is not in the CMS. */
  readonly certificates?: readonly Uint8Array[];
};

type Profile = Pick<CmsExpectation, 'signingCertificate' | 'bareContent'>;

/** SubFilters of a signature over a document (ISO 32000-2 Table 258, EN 319 142-1) and what each asks of the CMS. */
const PROFILES: Readonly<Record<string, Profile>> = {
  'ETSI.CAdES.detached': { signingCertificate: 'checked', bareContent: 'refused' },
  'adbe.pkcs7.detached': { signingCertificate: 'checked', bareContent: 'allowed' },
  'adbe.pkcs7.sha1': { signingCertificate: 'checked', bareContent: 'allowed' },
};
const TIME_STAMP = 'ETSI.RFC3161';

/** What a document is as content: data, by either name. */
const DOCUMENT_TYPES: readonly string[] = [OID.data, OID.gmData];

/**
 * Understands any CMS signature or time-stamp of a PDF. `bytes` is /Contents as it lies in the file, padding included;
 * `digestOf` digests the byte range. Nothing here says whether anybody trusts the signer, or a time-stamp.
 *
 * Hostile input gives evidence; only a fault of `digestOf` is thrown.
 */
export async function readPdfSignature(
  bytes: Uint8Array,
  digestOf: AnyDigestOf,
  { subFilter, certificates = [] }: PdfSignatureOptions,
): Promise<PdfSignatureEvidence> {
  if (subFilter === TIME_STAMP) return readTimeStampToken(bytes, digestOf, certificates);
  const profile = PROFILES[subFilter];
  if (profile === undefined) return unsupportedSubFilter(subFilter);
  const cms = openCms(bytes, certificates);
  if (cms.kind === 'unreadable') return withoutReading(cms);
  try {
    return subFilter === 'adbe.pkcs7.sha1'
      ? await judgeSha1(cms, digestOf, profile)
      : await judgeDetached(cms, digestOf, profile, subFilter);
  } catch (error) {
    return withoutReading(asUnreadable(error));
  }
}

function unsupportedSubFilter(subFilter: string): PdfSignatureEvidence {
  const code = 'subfilter-unsupported';
  return { kind: 'unsupported', code, detail: subFilter.slice(0, 100), intact: null, valid: null, facts: null };
}

async function judgeDetached(
  cms: OpenedCms,
  digestOf: AnyDigestOf,
  profile: Profile,
  subFilter: string,
): Promise<PdfSignatureEvidence> {
  const judgement = await judgeCms(cms, {
    ...profile,
    algorithms: INSPECTED_ALGORITHMS,
    contentTypes: DOCUMENT_TYPES,
    content: 'detached',
    contentDigest: digestOf,
    tolerance: 'for-others',
  });
  return finish(cms, judgement, [], subFilter === 'ETSI.CAdES.detached' ? departuresFromPades(cms) : []);
}

/** Many a program takes this SubFilter and makes its CMS as for the older one; what was signed, and by which key, is as clear. */
function departuresFromPades({ signedAttributes }: OpenedCms): readonly PdfSignatureWarning[] {
  const isNamed = signedAttributes.has(OID.signingCertificateV2) || signedAttributes.has(OID.signingCertificate);
  return [
    ...(signedAttributes.has(OID.signingTime) ? (['signing-time-present'] as const) : []),
    ...(isNamed ? [] : (['signing-certificate-missing'] as const)),
  ];
}

/** eContent is the SHA-1 of the byte range (ISO 32000-1 §12.8.3.3.1), so the policy refuses it whatever signed that. */
async function judgeSha1(cms: OpenedCms, digestOf: AnyDigestOf, profile: Profile): Promise<PdfSignatureEvidence> {
  const { data } = cms;
  const content = data.content ?? new Uint8Array();
  const judgement = await judgeCms(cms, {
    ...profile,
    algorithms: INSPECTED_ALGORITHMS,
    contentTypes: DOCUMENT_TYPES,
    content: 'embedded',
    contentDigest: digestOfOctets(content),
    tolerance: 'for-others',
  });
  const digest = await digestOf('SHA-1');
  const covers = digest === null ? null : equalBytes(content, digest);
  const intact = judgement.intact === false || covers === false ? false : judgement.intact && covers;
  const unsupported = { code: 'digest-refused', detail: 'adbe.pkcs7.sha1' } as const;
  return finish(cms, { ...judgement, intact, unsupported }, data.content === null ? ['content-missing'] : [], []);
}

async function finish(
  cms: OpenedCms,
  judgement: CmsJudgement,
  ownProblems: readonly PdfSignatureProblem[],
  ownWarnings: readonly PdfSignatureWarning[],
): Promise<PdfSignatureEvidence> {
  const { data, certificate, certificates, problems } = cms;
  const timeStamps = await signatureTimeStamps(cms);
  const unsupported = judgement.unsupported ?? timeStamps.unsupported;
  const altered = await hasAlteredPath(certificate, [...certificates, ...cms.others]);
  const ofPath: readonly PdfSignatureProblem[] = altered ? ['certificate-altered'] : [];
  const allProblems = [...problems, ...ownProblems, ...judgement.problems, ...ofPath, ...timeStamps.problems];
  return conclude({ ...judgement, unsupported }, allProblems, {
    of: 'signature',
    algorithm: judgement.algorithm,
    signer: await factsOf(certificate),
    certificates,
    usage: usageOf(certificate),
    warnings: [
      ...(data.der ? [] : (['cms-not-der'] as const)),
      ...ownWarnings,
      ...judgement.warnings,
      ...timeStamps.warnings,
    ],
    timeStamp: null,
    revocation: embeddedRevocation(cms),
    signatureTimeStamps: timeStamps.tokens,
  });
}

import { MalformedError } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { signatureTimeStamps } from '#core/cms/timestamp/signature-time-stamps.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { factsOf } from '#core/x509/certificate-facts.ts';
import { sealingProblem, type UsageProblem } from '#core/x509/usage.ts';
import { hasAlteredPath } from './altered-certificates.ts';
import { readAttributes } from './attributes.ts';
import { conclude } from './conclude.ts';
import { embeddedRevocation } from './embedded-revocation.ts';
import { digestOfOctets, judgeSigner, type SignerExpectation, type SignerJudgement } from './judge-signer.ts';
import { type OpenedCms, openCms, orUnreadable } from './open-cms.ts';
import type {
  AnyDigestOf,
  PdfSignatureEvidence,
  PdfSignatureProblem,
  PdfSignatureWarning,
} from './pdf-signature-evidence.ts';

export type PdfSignatureOptions = {
  /** /SubFilter of the signature dictionary, without the slash. */
  readonly subFilter: string;
  /** DER of certificates found elsewhere in the file (DSS), for a signer whose own is not in the CMS. */
  readonly certificates?: readonly Uint8Array[];
};

/** SubFilters of a signature over a document (ISO 32000-2 Table 258, EN 319 142-1) and what each asks of the CMS. */
const PROFILES: Readonly<Record<string, Pick<SignerExpectation, 'signingCertificate' | 'bareContent'>>> = {
  'ETSI.CAdES.detached': { signingCertificate: 'required', bareContent: 'refused' },
  'adbe.pkcs7.detached': { signingCertificate: 'checked', bareContent: 'allowed' },
  'adbe.pkcs7.sha1': { signingCertificate: 'checked', bareContent: 'allowed' },
};
const TIME_STAMP = 'ETSI.RFC3161';

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
  return orUnreadable(async () => {
    const opened = openCms(bytes, certificates);
    if ('kind' in opened) return opened;
    return subFilter === 'adbe.pkcs7.sha1'
      ? judgeSha1(opened, digestOf, profile)
      : judgeDetached(opened, digestOf, profile, subFilter);
  });
}

function unsupportedSubFilter(subFilter: string): PdfSignatureEvidence {
  const code = 'subfilter-unsupported';
  return { kind: 'unsupported', code, detail: subFilter.slice(0, 100), intact: null, valid: null, facts: null };
}

type Profile = (typeof PROFILES)[string];

async function judgeDetached(
  opened: OpenedCms,
  digestOf: AnyDigestOf,
  profile: Profile,
  subFilter: string,
): Promise<PdfSignatureEvidence> {
  const { data, signer, certificate } = opened;
  const expectation = { ...profile, contentType: OID.data, contentDigest: digestOf };
  // An embedded content is not what the signature is about; it must not be taken for it either.
  const detached = { ...data, content: null };
  const judgement = await judgeSigner(detached, signer, certificate, expectation);
  const problems: readonly PdfSignatureProblem[] = data.contentEmbedded ? ['content-embedded'] : [];
  const hasSigningTime = readAttributes(signer.signedAttributes).has(OID.signingTime);
  const odd = hasSigningTime && subFilter === 'ETSI.CAdES.detached';
  return finish(opened, judgement, problems, odd ? ['signing-time-present'] : []);
}

/** eContent is the SHA-1 of the byte range (ISO 32000-1 §12.8.3.3.1), so the policy refuses it whatever signed that. */
async function judgeSha1(opened: OpenedCms, digestOf: AnyDigestOf, profile: Profile): Promise<PdfSignatureEvidence> {
  const { data, signer, certificate } = opened;
  const content = data.content ?? new Uint8Array();
  const expectation = { ...profile, contentType: OID.data, contentDigest: digestOfOctets(content) };
  const judgement = await judgeSigner(data, signer, certificate, expectation);
  const digest = await digestOf('SHA-1');
  const covers = digest === null ? null : equalBytes(content, digest);
  const intact = judgement.intact === false || covers === false ? false : judgement.intact && covers;
  const unsupported = { code: 'digest-refused', detail: 'adbe.pkcs7.sha1' } as const;
  return finish(opened, { ...judgement, intact, unsupported }, data.content === null ? ['content-missing'] : [], []);
}

async function finish(
  opened: OpenedCms,
  judgement: SignerJudgement,
  ownProblems: readonly PdfSignatureProblem[],
  ownWarnings: readonly PdfSignatureWarning[],
): Promise<PdfSignatureEvidence> {
  const { data, signer, certificate, certificates, problems } = opened;
  const timeStamps = await signatureTimeStamps(signer, [...certificates, ...opened.others]);
  const unsupported = judgement.unsupported ?? timeStamps.unsupported;
  const altered = await hasAlteredPath(certificate, [...certificates, ...opened.others]);
  const ofPath: readonly PdfSignatureProblem[] = altered ? ['certificate-altered'] : [];
  const allProblems = [...problems, ...ownProblems, ...judgement.problems, ...ofPath, ...timeStamps.problems];
  return conclude({ ...judgement, unsupported }, allProblems, {
    of: 'signature',
    algorithm: judgement.algorithm,
    signer: await factsOf(certificate),
    certificates,
    usage: usageOf(certificate),
    warnings: [...(data.der ? [] : (['cms-not-der'] as const)), ...ownWarnings, ...timeStamps.warnings],
    timeStamp: null,
    revocation: embeddedRevocation(data, signer),
    signatureTimeStamps: timeStamps.tokens,
  });
}

/** An extension that cannot be read grants no use; it says nothing about the signature. */
function usageOf(certificate: Certificate): UsageProblem | null {
  try {
    return sealingProblem(certificate);
  } catch (error) {
    if (error instanceof MalformedError) return 'key-usage';
    throw error;
  }
}

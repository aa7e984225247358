import { encoded, malformed } from '#core/asn1/der.ts';
import { OID } from '#core/asn1/oids.ts';
import { readAttributes } from '#core/cms/attributes.ts';
import { type CmsJudgement, digestOfOctets } from '#core/cms/judge-cms.ts';
import type { OpenedCms } from '#core/cms/open-cms.ts';
import type {
  PdfSignatureEvidence,
  PdfSignatureProblem,
  PdfSignatureWarning,
} from '#core/cms/pdf-signature-evidence.ts';
import { readTimeStampToken } from './time-stamp-token.ts';

export type SignatureTimeStamps = {
  readonly tokens: readonly PdfSignatureEvidence[];
  readonly problems: readonly PdfSignatureProblem[];
  readonly warnings: readonly PdfSignatureWarning[];
  /** The first token that is not judged: the signature is whole, but not all that it claims. */
  readonly unsupported: CmsJudgement['unsupported'];
};

const MAX_TOKENS = 4;

/** Without the TSA's certificate a token proves nothing, and contradicts nothing. */
const WITHOUT_CERTIFICATE: ReadonlySet<string> = new Set([
  'signer-certificate-missing',
  'signer-certificate-unreadable',
]);

/**
 * The signature-time-stamp attributes of a signer (EN 319 122-1 §5.3): each token stamps the signature value. The TSA's
 * certificate may lie in the signature's CMS or elsewhere in the file. Throws `der-malformed`.
 */
export async function signatureTimeStamps(cms: OpenedCms): Promise<SignatureTimeStamps> {
  const { signer, unsignedAttributes } = cms;
  if (unsignedAttributes === null) throw malformed('unsigned attributes');
  const certificates = [...cms.certificates, ...cms.others];
  const values = readAttributes(cms.data.sentUnsigned).get(OID.signatureTimeStamp)?.values ?? [];
  const imprintOf = digestOfOctets(signer.signature);
  const tokens: PdfSignatureEvidence[] = [];
  for (const value of values.slice(0, MAX_TOKENS)) {
    tokens.push(await readTimeStampToken(encoded(value), imprintOf, certificates));
  }
  const problems: readonly PdfSignatureProblem[] = [...new Set(tokens.flatMap(tokenProblems))];
  const tooMany = { code: 'der-limit-exceeded', detail: `time-stamps ${MAX_TOKENS}` } as const;
  return {
    tokens,
    problems,
    warnings: [
      ...(tokens.some(isUnsupported) ? (['timestamp-unsupported'] as const) : []),
      ...tokens.flatMap(warningsOf),
    ],
    unsupported: values.length > MAX_TOKENS ? tooMany : firstUnsupported(tokens),
  };
}

function warningsOf(token: PdfSignatureEvidence): readonly PdfSignatureWarning[] {
  if (token.kind === 'unreadable') return [];
  return (token.kind === 'read' ? token.warnings : token.facts?.warnings) ?? [];
}

function firstUnsupported(tokens: readonly PdfSignatureEvidence[]): CmsJudgement['unsupported'] {
  const token = tokens.find(({ kind }) => kind === 'unsupported');
  return token?.kind === 'unsupported' ? { code: token.code, detail: `time-stamp: ${token.detail}` } : null;
}

function isUnsupported(token: PdfSignatureEvidence): boolean {
  return token.kind === 'unsupported' || (token.kind === 'unreadable' && WITHOUT_CERTIFICATE.has(token.code));
}

function tokenProblems(token: PdfSignatureEvidence): readonly PdfSignatureProblem[] {
  if (isUnsupported(token) || token.kind === 'unsupported') return [];
  if (token.kind === 'unreadable') return ['timestamp-malformed'];
  if (token.problems.includes('timestamp-imprint-mismatch')) return ['timestamp-imprint-mismatch'];
  return token.intact && token.valid && token.problems.length === 0 ? [] : ['timestamp-invalid'];
}

import { encoded } from '#core/asn1/der.ts';
import { OID } from '#core/asn1/oids.ts';
import { readAttributes } from '#core/cms/attributes.ts';
import { digestOfOctets, type SignerJudgement } from '#core/cms/judge-signer.ts';
import type {
  PdfSignatureEvidence,
  PdfSignatureProblem,
  PdfSignatureWarning,
} from '#core/cms/pdf-signature-evidence.ts';
import type { SignerInfo } from '#core/cms/signed-data.ts';
import { readTimeStampToken } from './time-stamp-token.ts';

export type SignatureTimeStamps = {
  readonly tokens: readonly PdfSignatureEvidence[];
  readonly problems: readonly PdfSignatureProblem[];
  readonly warnings: readonly PdfSignatureWarning[];
  /** The first token that is not judged: the signature is whole, but not all that it claims. */
  readonly unsupported: SignerJudgement['unsupported'];
};

const MAX_TOKENS = 4;

/**
 * The signature-time-stamp attributes of a signer (EN 319 122-1 §5.3): each token stamps the signature value.
 * `certificates` (DER) may hold the TSA's. Throws `der-malformed`.
 */
export async function signatureTimeStamps(
  signer: SignerInfo,
  certificates: readonly Uint8Array[],
): Promise<SignatureTimeStamps> {
  const values = readAttributes(signer.unsignedAttributes).get(OID.signatureTimeStamp)?.values ?? [];
  const imprintOf = digestOfOctets(signer.signature);
  const tokens: PdfSignatureEvidence[] = [];
  for (const value of values.slice(0, MAX_TOKENS)) {
    tokens.push(await readTimeStampToken(encoded(value), imprintOf, certificates));
  }
  const problems: readonly PdfSignatureProblem[] = [...new Set(tokens.flatMap(tokenProblems))];
  const tooMany: readonly PdfSignatureProblem[] = values.length > MAX_TOKENS ? ['timestamp-malformed'] : [];
  const warnings: readonly PdfSignatureWarning[] = tokens.some(isUnsupported) ? ['timestamp-unsupported'] : [];
  return { tokens, problems: [...problems, ...tooMany], warnings, unsupported: firstUnsupported(tokens) };
}

function firstUnsupported(tokens: readonly PdfSignatureEvidence[]): SignerJudgement['unsupported'] {
  const token = tokens.find(({ kind }) => kind === 'unsupported');
  return token?.kind === 'unsupported' ? { code: token.code, detail: `time-stamp: ${token.detail}` } : null;
}

function isUnsupported(token: PdfSignatureEvidence): boolean {
  return token.kind === 'unsupported' || (token.kind === 'unreadable' && token.detail === 'signer-certificate-missing');
}

function tokenProblems(token: PdfSignatureEvidence): readonly PdfSignatureProblem[] {
  if (isUnsupported(token) || token.kind === 'unsupported') return [];
  if (token.kind === 'unreadable') return ['timestamp-malformed'];
  if (token.problems.includes('timestamp-imprint-mismatch')) return ['timestamp-imprint-mismatch'];
  return token.intact && token.valid && token.problems.length === 0 ? [] : ['timestamp-invalid'];
}

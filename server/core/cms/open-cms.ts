import { MalformedError, orNull } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import { type Certificate, readForeignCertificate } from '#core/x509/certificate.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { LIMIT_CODES, type PdfSignatureEvidence, type Unreadable } from './pdf-signature-evidence.ts';
import { type AnySignedData, readAnyCms } from './read-any-cms.ts';
import type { SignerIdentifier, SignerInfo } from './signed-data.ts';
import { isNamedOtherwise, signerCertificate } from './signer-certificate.ts';

/** A SignedData taken apart, once: whatever is said of a CMS is said of this value. */
export type OpenedCms = {
  readonly kind: 'opened';
  /** As it was sent, with what followed it. */
  readonly sent: Uint8Array;
  readonly data: AnySignedData;
  /** The first, which is the one that is judged. */
  readonly signer: SignerInfo;
  readonly signedAttributes: Attributes;
  /** Null where they are malformed: nobody signed them. */
  readonly unsignedAttributes: Attributes | null;
  readonly certificate: Certificate;
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  /** DER of those from elsewhere. */
  readonly others: readonly Uint8Array[];
  /** What is wrong with it before anything is judged. */
  readonly problems: readonly SignatureProblem[];
};

const MAX_BYTES = 1024 * 1024;

/**
 * Takes a CMS apart. `others` are certificates (DER) from elsewhere, for a signer whose own is not inside. Zero padding
 * may follow and nothing else. Hostile input gives `unreadable`.
 */
export function openCms(bytes: Uint8Array, others: readonly Uint8Array[]): OpenedCms | Unreadable {
  if (bytes.length > MAX_BYTES) return unreadable('cms-too-large');
  try {
    return open(bytes, others);
  } catch (error) {
    return asUnreadable(error);
  }
}

function open(bytes: Uint8Array, others: readonly Uint8Array[]): OpenedCms | Unreadable {
  const data = readAnyCms(bytes);
  if ('problem' in data) return unreadable(data.problem);
  const [signer] = data.signers;
  if (signer === undefined) return unreadable('signer-count');
  const candidates = [...data.certificates, ...others];
  // What RFC 5280 refuses stands in no path; what was signed with it can be told all the same.
  const certificate = signerCertificate(candidates, signer.identifier, readForeignCertificate);
  if (certificate === null) return unreadable(whyNoCertificate(candidates, signer.identifier));
  const problems: SignatureProblem[] = [];
  if (bytes.subarray(data.length).some((octet) => octet !== 0)) problems.push('cms-trailing-bytes');
  if (data.signers.length !== 1) problems.push('signer-count');
  return {
    kind: 'opened',
    sent: bytes,
    data,
    signer,
    signedAttributes: readAttributes(signer.signedAttributes),
    unsignedAttributes: orNull(() => readAttributes(signer.unsignedAttributes)),
    certificate,
    certificates: [certificate.der, ...data.certificates.filter((der) => !equalBytes(der, certificate.der))],
    others,
    problems,
  };
}

/** One that cannot be read is the signer's where it says so, and may be where it cannot even be told. */
function whyNoCertificate(candidates: readonly Uint8Array[], identifier: SignerIdentifier): Unreadable['code'] {
  const isOthers = (der: Uint8Array) =>
    orNull(() => readForeignCertificate(der)) !== null || isNamedOtherwise(der, identifier);
  return candidates.every(isOthers) ? 'signer-certificate-missing' : 'signer-certificate-unreadable';
}

/** A reading that ends with a code alone. */
export function unreadable(code: Unreadable['code']): Unreadable {
  return { kind: 'unreadable', code, detail: code };
}

/** A reading that cannot be had as evidence: what is merely beyond the bounds of this reader is not wrong. */
export function withoutReading(reading: Unreadable): PdfSignatureEvidence {
  const code = LIMIT_CODES.find((one) => one === reading.code);
  if (code === undefined) return reading;
  const detail = code === 'cms-too-large' ? `bytes ${MAX_BYTES}` : reading.detail.replace(`${code}: `, '');
  return { kind: 'unsupported', code, detail, intact: null, valid: null, facts: null };
}

/** Malformed bytes are evidence; any other fault is thrown on. */
export function asUnreadable(error: unknown): Unreadable {
  if (!(error instanceof MalformedError)) throw error;
  return { kind: 'unreadable', code: error.code, detail: `${error.code}: ${error.message}` };
}

import { MalformedError } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { SignatureProblem } from '#core/confirmation/errors.ts';
import { type Certificate, readForeignCertificate } from '#core/x509/certificate.ts';
import type { PdfSignatureEvidence } from './pdf-signature-evidence.ts';
import { type AnySignedData, readAnyCms } from './read-any-cms.ts';
import type { SignerInfo } from './signed-data.ts';
import { signerCertificate } from './signer-certificate.ts';

/** A SignedData with the parts that a judgement needs. */
export type OpenedCms = {
  readonly data: AnySignedData;
  readonly signer: SignerInfo;
  readonly certificate: Certificate;
  /** DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  /** DER of those from elsewhere. */
  readonly others: readonly Uint8Array[];
  readonly problems: readonly SignatureProblem[];
};

export type Unreadable = Extract<PdfSignatureEvidence, { kind: 'unreadable' }>;

const MAX_BYTES = 1024 * 1024;

/**
 * Takes a CMS apart. `others` are certificates (DER) from elsewhere, for a signer whose own is not inside. Zero padding
 * may follow and nothing else. Throws `der-malformed`.
 */
export function openCms(bytes: Uint8Array, others: readonly Uint8Array[]): OpenedCms | Unreadable {
  if (bytes.length > MAX_BYTES) return { kind: 'unreadable', detail: 'cms-too-large' };
  const data = readAnyCms(bytes);
  if ('problem' in data) return { kind: 'unreadable', detail: data.problem };
  const [signer] = data.signers;
  if (signer === undefined) return { kind: 'unreadable', detail: 'signer-count' };
  const certificate = signerCertificate([...data.certificates, ...others], signer.identifier, readForeignCertificate);
  if (certificate === null) return { kind: 'unreadable', detail: 'signer-certificate-missing' };
  const problems: SignatureProblem[] = [];
  if (bytes.subarray(data.length).some((octet) => octet !== 0)) problems.push('cms-trailing-bytes');
  if (data.signers.length !== 1) problems.push('signer-count');
  const certificates = [certificate.der, ...data.certificates.filter((der) => !equalBytes(der, certificate.der))];
  return { data, signer, certificate, certificates, others, problems };
}

/** Reads with `read`; malformed bytes are evidence, any other fault passes through. */
export async function orUnreadable(read: () => Promise<PdfSignatureEvidence>): Promise<PdfSignatureEvidence> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'unreadable', detail: `${error.code}: ${error.message}` };
    throw error;
  }
}

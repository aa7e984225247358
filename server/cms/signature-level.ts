import type { PdfSignatureEvidence } from './pdf-signature-evidence.ts';

/**
 * The baseline level that a CMS reaches by itself (EN 319 142-1 §6), null for one that is no PAdES signature or broken.
 * B-LT and B-LTA need the file: validation material in the DSS, and a document time-stamp over it.
 */
export function signatureLevel(evidence: PdfSignatureEvidence, subFilter: string): 'B-B' | 'B-T' | null {
  if (subFilter !== 'ETSI.CAdES.detached' || evidence.kind !== 'read') return null;
  const { intact, valid, problems, warnings, signatureTimeStamps } = evidence;
  if (!intact || !valid || problems.length > 0) return null;
  if (warnings.includes('signing-time-present') || warnings.includes('cms-not-der')) return null;
  return signatureTimeStamps.some(isProof) ? 'B-T' : 'B-B';
}

/** A time-stamp that is whole; whether its TSA is trusted is asked elsewhere. */
function isProof(token: PdfSignatureEvidence): boolean {
  return token.kind === 'read' && token.intact && token.valid && token.problems.length === 0;
}

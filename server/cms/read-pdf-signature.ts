import type { AnyDigestOf, PdfSignatureEvidence } from './pdf-signature-evidence.ts';

/** Stand-in until the reader is there: everything is unreadable. */
export async function readPdfSignature(
  _bytes: Uint8Array,
  _digestOf: AnyDigestOf,
  _options: { readonly subFilter: string },
): Promise<PdfSignatureEvidence> {
  return { kind: 'unreadable', detail: 'not-implemented' };
}

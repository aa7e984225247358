import type { PageTextEvidence } from '#core/confirmation/evidence.ts';
import { type PdfJs, readPageText } from '#core/pdf/text/page-text.ts';

/** What a person sees on the pages of the whole file (pdf.js). Never throws for what is in the bytes. */
export async function readPages(loadPdfJs: () => Promise<PdfJs>, pdf: Uint8Array): Promise<PageTextEvidence> {
  try {
    return { kind: 'read', pages: await readPageText(await loadPdfJs(), pdf) };
  } catch (fault) {
    return { kind: 'unreadable', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}

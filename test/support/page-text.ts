import { PAGE_TEXT_LIMITS, type PageTextLimits, readPageText as read } from '#core/pdf/text/page-text.ts';
import { loadPdfJs } from '../../server/workers/load-pdf-js.ts';

/** The text of each page, by pdf.js as the reading threads load it. */
export async function readPageText(
  bytes: Uint8Array,
  limits: PageTextLimits = PAGE_TEXT_LIMITS,
): Promise<readonly string[]> {
  return read(await loadPdfJs(), bytes, limits);
}

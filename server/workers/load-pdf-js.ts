import type { PdfJs } from '#core/pdf/text/page-text.ts';

/** pdf.js as it runs in Node; loaded when pages are first read, since it takes a while. */
export function loadPdfJs(): Promise<PdfJs> {
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}

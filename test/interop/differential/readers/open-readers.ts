import { openMupdf } from './mupdf.ts';
import { openPdfium } from './pdfium.ts';
import { openPdfjs } from './pdfjs.ts';
import type { PictureReader } from './picture-reader.ts';
import { openPoppler } from './poppler.ts';

/** The readers of this machine, and the names of those that it lacks. */
export async function openReaders(): Promise<{
  readonly readers: readonly PictureReader[];
  readonly missing: readonly string[];
}> {
  const mupdf = openMupdf();
  const poppler = openPoppler();
  const missing = [
    ...(mupdf === null ? ['MuPDF (mutool; Debian: mupdf-tools)'] : []),
    ...(poppler === null ? ['Poppler (pdftoppm; Debian: poppler-utils)'] : []),
  ];
  const present = [await openPdfjs(), await openPdfium(), mupdf, poppler];
  return { readers: present.filter((reader) => reader !== null), missing };
}

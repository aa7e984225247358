import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { MAX_PAGES, PICTURE_DPI, type Picture, type PictureReader, pictureOf, UNREADABLE } from './picture-reader.ts';

/** FPDF_ANNOT of fpdfview.h: annotations and fields are drawn, too. */
const WITH_ANNOTATIONS = 1;
/** What Emscripten adds to the module without a type. */
type Memory = { readonly HEAPU8: Uint8Array };
const WHITE = 0xffffffff;
const BYTES_PER_PIXEL = 4;
const MAX_SIDE = 4000;

/** PDFium, which Chrome shows PDFs with, compiled to WebAssembly. */
export async function openPdfium(): Promise<PictureReader> {
  const file = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const wasm = readFileSync(file);
  const pdfium = await init({ wasmBinary: Uint8Array.from(wasm).buffer });
  pdfium.PDFiumExt_Init();
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(file), '..', 'package.json'), 'utf8'));
  return { name: 'PDFium', version, picture: async (pdf) => draw(pdfium, pdf) };
}

function draw(pdfium: WrappedPdfiumModule, pdf: Uint8Array): Picture {
  const memory = pdfium.pdfium.wasmExports.malloc(pdf.length);
  memoryOf(pdfium).set(pdf, memory);
  const document = pdfium.FPDF_LoadMemDocument(memory, pdf.length, '');
  try {
    if (document === 0) return UNREADABLE;
    const count = pdfium.FPDF_GetPageCount(document);
    const info = pdfium.PDFiumExt_OpenFormFillInfo();
    const form = pdfium.PDFiumExt_InitFormFillEnvironment(document, info);
    const shown = Array.from({ length: Math.min(count, MAX_PAGES) }, (_, at) => drawPage(pdfium, document, form, at));
    pdfium.PDFiumExt_ExitFormFillEnvironment(form);
    pdfium.PDFiumExt_CloseFormFillInfo(info);
    return pictureOf([String(count), ...shown]);
  } finally {
    if (document !== 0) pdfium.FPDF_CloseDocument(document);
    pdfium.pdfium.wasmExports.free(memory);
  }
}

const memoryOf = ({ pdfium }: WrappedPdfiumModule) => (pdfium as unknown as Memory).HEAPU8;

/** The pixels of a page behind its size; empty where PDFium has no such page. */
function drawPage(pdfium: WrappedPdfiumModule, document: number, form: number, index: number): Uint8Array | string {
  const page = pdfium.FPDF_LoadPage(document, index);
  if (page === 0) return '';
  pdfium.FORM_OnAfterLoadPage(page, form);
  const pixels = (points: number) => Math.max(1, Math.min(MAX_SIDE, Math.round((points * PICTURE_DPI) / 72)));
  const width = pixels(pdfium.FPDF_GetPageWidthF(page));
  const height = pixels(pdfium.FPDF_GetPageHeightF(page));
  const bitmap = pdfium.FPDFBitmap_Create(width, height, 0);
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, WITH_ANNOTATIONS);
  // Fields are drawn by the form, above the page.
  pdfium.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, WITH_ANNOTATIONS);
  const start = pdfium.FPDFBitmap_GetBuffer(bitmap);
  const drawn = memoryOf(pdfium).slice(start, start + width * height * BYTES_PER_PIXEL);
  pdfium.FPDFBitmap_Destroy(bitmap);
  pdfium.FORM_OnBeforeClosePage(page, form);
  pdfium.FPDF_ClosePage(page);
  return Buffer.concat([Buffer.from(`${width}x${height} `), drawn]);
}

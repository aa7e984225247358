import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAX_PAGES, PICTURE_DPI, type Picture, type PictureReader, pictureOf, UNREADABLE } from './picture-reader.ts';

type PdfJs = typeof import('pdfjs-dist/legacy/build/pdf.mjs');
type Page = Awaited<ReturnType<Awaited<ReturnType<PdfJs['getDocument']>['promise']>['getPage']>>;

/**
 * pdf.js, which Firefox shows PDFs with: its text and, where its optional canvas is installed, its pixels; its drawing
 * operators elsewhere.
 */
export async function openPdfjs(): Promise<PictureReader> {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const canvas = await import('@napi-rs/canvas').catch(() => null);
  const build = path.dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')));
  const version = canvas === null ? `${pdfjs.version}, no canvas` : pdfjs.version;
  return { name: 'pdf.js', version, picture: (pdf) => draw(pdfjs, canvas, build, pdf) };
}

type Canvas = typeof import('@napi-rs/canvas') | null;

async function draw(pdfjs: PdfJs, canvas: Canvas, build: string, pdf: Uint8Array): Promise<Picture> {
  const task = pdfjs.getDocument({
    data: pdf.slice(),
    verbosity: 0,
    useWasm: false,
    useSystemFonts: false,
    standardFontDataUrl: `${build}/standard_fonts/`,
    cMapUrl: `${build}/cmaps/`,
  });
  try {
    const document = await task.promise.catch(() => null);
    if (document === null) return UNREADABLE;
    const parts: (Uint8Array | string)[] = [String(document.numPages)];
    for (let number = 1; number <= Math.min(document.numPages, MAX_PAGES); number++) {
      const page = await document.getPage(number).catch(() => null);
      if (page === null) parts.push('no page');
      else
        parts.push(
          await shownText(page),
          canvas === null ? await shownOperators(page) : await shownPixels(page, canvas),
        );
    }
    return pictureOf(parts);
  } finally {
    await task.destroy();
  }
}

async function shownText(page: Page): Promise<string> {
  const content = await page.getTextContent().catch(() => null);
  const items = content?.items.map((item) => ('str' in item ? [item.str, item.transform] : null));
  return JSON.stringify(items ?? null);
}

async function shownPixels(page: Page, canvas: NonNullable<Canvas>): Promise<Uint8Array> {
  const viewport = page.getViewport({ scale: PICTURE_DPI / 72 });
  const drawn = canvas.createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  const canvasContext = drawn.getContext('2d');
  // A page that cannot be drawn to its end shows what was drawn until then.
  await page
    .render({ canvas: drawn as never, canvasContext: canvasContext as never, viewport })
    .promise.catch(() => {});
  const { data } = canvasContext.getImageData(0, 0, drawn.width, drawn.height);
  return Buffer.concat([Buffer.from(`${drawn.width}x${drawn.height} `), new Uint8Array(data)]);
}

/** Names that pdf.js gives to fonts and objects count up over documents; they say nothing of what is drawn. */
async function shownOperators(page: Page): Promise<string> {
  const list = await page.getOperatorList().catch(() => null);
  return JSON.stringify([list?.fnArray, list?.argsArray]).replace(/g_d\d+_/g, '');
}

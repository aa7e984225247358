import { malformed, PdfReadError } from '#core/pdf/syntax/read-error.ts';

/** What reading the visible text may cost. */
export const PAGE_TEXT_LIMITS = {
  pages: 500,
  /** UTF-16 units of text, over all pages. */
  characters: 2_000_000,
} as const;

export type PageTextLimits = { readonly [Name in keyof typeof PAGE_TEXT_LIMITS]: number };

/** As much of pdf.js as is used here: whoever runs the core hands it over. */
export type PdfJs = {
  readonly getDocument: (options: {
    data: Uint8Array;
    useSystemFonts: boolean;
    disableFontFace: boolean;
    stopAtErrors: boolean;
    useWasm: boolean;
    verbosity: number;
  }) => PdfJsTask;
};

export type PdfJsTask = { readonly promise: Promise<PdfJsDocument>; readonly destroy: () => Promise<void> };

type PdfJsDocument = {
  readonly numPages: number;
  readonly getPage: (number: number) => Promise<{
    readonly streamTextContent: (options: { disableNormalization: boolean }) => ReadableStream;
  }>;
};

/** What a piece of the text stream is: marks of the structure have no text. */
type TextChunk = { readonly items: readonly (object | { readonly str: string; readonly hasEOL: boolean })[] };

/**
 * The text of each page as pdf.js shows it to a person, in content order; a line feed stands wherever pdf.js sees
 * the end of a line. This is the second, independent reader: it shares nothing with the strict one.
 * @throws PdfReadError `file-malformed` where pdf.js cannot read the file, `limit-exceeded`
 */
export async function readPageText(
  pdfJs: PdfJs,
  bytes: Uint8Array,
  limits: PageTextLimits = PAGE_TEXT_LIMITS,
): Promise<readonly string[]> {
  const task = openWithPdfJs(pdfJs, withoutFontPrograms(bytes));
  try {
    return await readPages(await task.promise, limits);
  } catch (error) {
    throw error instanceof PdfReadError ? error : asReadError(error);
  } finally {
    await task.destroy();
  }
}

const FONT_FILE = [0x2f, 0x46, 0x6f, 0x6e, 0x74, 0x46, 0x69, 0x6c, 0x65] as const;

/**
 * The same bytes with the keys of embedded font programs (`/FontFile`, `/FontFile2`, `/FontFile3`; ISO 32000-2, Table 124)
 * misspelt where they lie open. pdf.js would take each program apart and write it anew to draw with, a third of its time;
 * the text of our documents comes from /ToUnicode alone. A font without one shows other text then, and is refused.
 */
function withoutFontPrograms(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let at = copy.indexOf(0x2f); at !== -1; at = copy.indexOf(0x2f, at + 1)) {
    if (FONT_FILE.every((byte, index) => copy[at + index] === byte)) copy[at + 1] = 0x66;
  }
  return copy;
}

/** Starts pdf.js on a file, which it takes over, with everything off that text does not need. The caller destroys the task. */
function openWithPdfJs({ getDocument }: PdfJs, bytes: Uint8Array): PdfJsTask {
  return getDocument({
    data: bytes,
    useSystemFonts: false,
    disableFontFace: true,
    stopAtErrors: true,
    useWasm: false,
    verbosity: 0,
  });
}

async function readPages(document: PdfJsDocument, limits: PageTextLimits): Promise<readonly string[]> {
  if (document.numPages > limits.pages) throw new PdfReadError('limit-exceeded', 'more than the limit pages');
  const pages: string[] = [];
  let left = limits.characters;
  for (let number = 1; number <= document.numPages; number++) {
    const text = await readPage(document, number, left);
    left -= text.length;
    pages.push(text);
  }
  return pages;
}

/** Streamed, so that a page which never ends is given up at the limit. */
async function readPage(document: PdfJsDocument, number: number, most: number): Promise<string> {
  const page = await document.getPage(number);
  const reader = page.streamTextContent({ disableNormalization: true }).getReader();
  let text = '';
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    for (const item of (chunk.value as TextChunk).items)
      if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str;
    if (text.length <= most) continue;
    await reader.cancel(new Error('limit'));
    throw new PdfReadError('limit-exceeded', 'more than the limit characters');
  }
  return text;
}

/** A fault of pdf.js as `file-malformed`. */
function asReadError(error: unknown): PdfReadError {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return Object.assign(malformed(`pdf.js cannot read the pages: ${detail}`), { cause: error });
}

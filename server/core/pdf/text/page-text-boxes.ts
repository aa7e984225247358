import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { copyTextPages } from '#core/pdf/text/text-only/copy-text-pages.ts';
import { asReadError, type LoadedDocument, openWithPdfJs } from './page-text.ts';

/** [left, bottom, right, top] in the units of the page. */
export type Box = readonly [number, number, number, number];

/** A line of text, or a part of one. */
export type TextBox = {
  readonly box: Box;
  /** Rules and dots, with or without the words before them, where a form is to be filled in. */
  readonly isBlank: boolean;
};

const MOST_ITEMS = 100_000;

/**
 * Where the letters of some pages stand, as pdf.js shows them; fields and other annotations are left out. Nobody answers
 * for these pages, so pdf.js is given a copy in which there is nothing but text, within bounds.
 * @param pages indexes, counted from 0
 * @throws PdfReadError `file-malformed` where the pages cannot be read, `limit-exceeded`
 */
export async function readTextBoxes(
  file: PdfFile,
  pages: ReadonlySet<number>,
): Promise<ReadonlyMap<number, readonly TextBox[]>> {
  const indexes = [...pages].sort((a, b) => a - b);
  const task = await openWithPdfJs(copyTextPages(file, indexes));
  try {
    const document = await task.promise;
    const found = new Map<number, readonly TextBox[]>();
    let left = MOST_ITEMS;
    for (const [place, index] of indexes.entries()) {
      const boxes = await boxesOfPage(document, place + 1, left);
      left -= boxes.length;
      found.set(index, boxes);
    }
    return found;
  } catch (error) {
    throw error instanceof PdfReadError ? error : asReadError(error);
  } finally {
    await task.destroy();
  }
}

/** Streamed, so that no more than a few items are held as text. */
async function boxesOfPage(document: LoadedDocument, number: number, most: number): Promise<readonly TextBox[]> {
  const page = await document.getPage(number);
  const reader = page.streamTextContent({ disableNormalization: true }).getReader();
  const boxes: TextBox[] = [];
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    for (const item of chunk.value.items) if ('str' in item && item.str.trim() !== '') boxes.push(...boxesOf(item));
    if (boxes.length <= most) continue;
    await reader.cancel(new Error('limit'));
    throw new PdfReadError('limit-exceeded', 'more than the limit characters');
  }
  return boxes;
}

const RULES = /_{2,}|\.{3,}|…+/;
/** Letters, digits, and whatever a font does not tell the meaning of: all but punctuation, symbols and space. */
const WORDS = /[^\p{P}\p{S}\s]/u;

/** The whole line, and where rules stand among words, the words by themselves: as wide as so many letters of the line. */
function boxesOf(item: TextItem & { readonly str: string }): readonly TextBox[] {
  const { str, width } = item;
  if (!RULES.test(str)) return [{ box: boxOf(item), isBlank: !WORDS.test(str) }];
  const boxes: TextBox[] = [{ box: boxOf(item), isBlank: true }];
  for (const { 0: words, index } of str.matchAll(/(?:(?!_{2}|\.{3}|…).)+/gsu)) {
    if (!WORDS.test(words)) continue;
    const [from, length] = [(width * index) / str.length, (width * words.trimEnd().length) / str.length];
    boxes.push({ box: boxOf({ ...item, width: length }, from), isBlank: false });
  }
  return boxes;
}

type TextItem = { readonly transform: readonly number[]; readonly width: number; readonly height: number };

/** The box around a line of text, or around a part that begins so far along it, whichever way it runs. */
function boxOf({ transform, width, height }: TextItem, from = 0): Box {
  const [a = 1, b = 0, c = 0, d = 1, left = 0, base = 0] = transform;
  const along = unit(a, b);
  const [x, y] = [left + along[0] * from, base + along[1] * from];
  const up = unit(c, d);
  const xs = [0, along[0] * width, up[0] * height, along[0] * width + up[0] * height].map((shift) => x + shift);
  const ys = [0, along[1] * width, up[1] * height, along[1] * width + up[1] * height].map((shift) => y + shift);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function unit(x: number, y: number): readonly [number, number] {
  const length = Math.hypot(x, y);
  return length === 0 ? [0, 0] : [x / length, y / length];
}

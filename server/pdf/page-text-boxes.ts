import { asReadError, openWithPdfJs } from './page-text.ts';
import { PdfReadError } from './reader/read-error.ts';

/** [left, bottom, right, top] in the units of the page. */
export type Box = readonly [number, number, number, number];

const MOST_ITEMS = 200_000;

/**
 * Where the letters of some pages stand, as pdf.js shows them; fields and other annotations are left out.
 * @param pages indexes, counted from 0
 * @throws PdfReadError `file-malformed` where pdf.js cannot read the file, `limit-exceeded`
 */
export async function readTextBoxes(
  bytes: Uint8Array,
  pages: ReadonlySet<number>,
): Promise<ReadonlyMap<number, readonly Box[]>> {
  const task = await openWithPdfJs(bytes);
  try {
    const document = await task.promise;
    const found = new Map<number, readonly Box[]>();
    for (const index of pages) {
      const page = await document.getPage(index + 1);
      const { items } = await page.getTextContent({ disableNormalization: true });
      if (items.length > MOST_ITEMS) throw new PdfReadError('limit-exceeded', 'more than the limit characters');
      found.set(
        index,
        items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [boxOf(item)] : [])),
      );
    }
    return found;
  } catch (error) {
    throw error instanceof PdfReadError ? error : asReadError(error);
  } finally {
    await task.destroy();
  }
}

type TextItem = { readonly transform: readonly number[]; readonly width: number; readonly height: number };

/** The box around a line of text, whichever way it runs. */
function boxOf({ transform, width, height }: TextItem): Box {
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = transform;
  const along = unit(a, b);
  const up = unit(c, d);
  const xs = [0, along[0] * width, up[0] * height, along[0] * width + up[0] * height].map((shift) => x + shift);
  const ys = [0, along[1] * width, up[1] * height, along[1] * width + up[1] * height].map((shift) => y + shift);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function unit(x: number, y: number): readonly [number, number] {
  const length = Math.hypot(x, y);
  return length === 0 ? [0, 0] : [x / length, y / length];
}

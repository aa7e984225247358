import { loadPdfJs } from '../../server/workers/load-pdf-js.ts';

/** One run of text on a page, in points from the lower left corner: from a little under its baseline to the height of its letters. */
export type TextBox = {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
};

type Item = { readonly str: string; readonly width: number; readonly transform: readonly number[] };

/** Of the letters' height, below and above the baseline: what two lines that are set close must not share. */
const DEPTH = 0.12;
const HEIGHT = 0.72;

/** Where pdf.js draws the text of each page. Runs of nothing but spaces are left out. */
export async function textBoxes(pdf: Uint8Array): Promise<readonly (readonly TextBox[])[]> {
  const { getDocument } = await loadPdfJs();
  const task = getDocument({
    ...{ data: pdf.slice(), useSystemFonts: false, disableFontFace: true },
    ...{ stopAtErrors: true, useWasm: false, verbosity: 0 },
  });
  try {
    const document = await task.promise;
    const numbers = Array.from({ length: document.numPages }, (_, index) => index + 1);
    return await Promise.all(numbers.map(async (number) => boxesOf(await itemsOf(await document.getPage(number)))));
  } finally {
    await task.destroy();
  }
}

async function itemsOf(page: {
  streamTextContent: (options: { disableNormalization: boolean }) => ReadableStream;
}): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const chunk of page.streamTextContent({ disableNormalization: true }) as AsyncIterable<{ items: Item[] }>)
    items.push(...chunk.items.filter((item) => 'str' in item));
  return items;
}

function boxesOf(items: readonly Item[]): readonly TextBox[] {
  return items
    .filter(({ str, width }) => str.trim() !== '' && width > 0)
    .map(({ str, width, transform: [, , , size = 0, left = 0, baseline = 0] }) => ({
      ...{ text: str, left, right: left + width },
      ...{ bottom: baseline - DEPTH * size, top: baseline + HEIGHT * size },
    }));
}

/** Pairs of runs of which parts lie over each other, in words. */
export function overlaps(boxes: readonly TextBox[]): readonly string[] {
  const found: string[] = [];
  const byTop = boxes.toSorted((a, b) => a.bottom - b.bottom);
  byTop.forEach((one, index) => {
    for (const other of byTop.slice(index + 1)) {
      if (other.bottom >= one.top) break;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      if (across > 0.5) found.push(`“${one.text}” and “${other.text}”`);
    }
  });
  return found;
}

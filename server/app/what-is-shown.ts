import { type LaterLook, readLaterLooks } from '../pdf/changes/later-looks.ts';
import { readTextBoxes, type TextBox } from '../pdf/page-text-boxes.ts';
import type { PdfSignature } from '../pdf/read-signed-document.ts';
import type { PdfFile } from '../pdf/reader/open-pdf.ts';
import { PdfReadError } from '../pdf/reader/read-error.ts';
import { hasDifferingAppearance } from '../pdf/shown-values.ts';

/** For each signature `visible-field-over-content` where a field or look that came after it lies over text of the page. */
export async function coveredContent(
  file: PdfFile,
  signatures: readonly PdfSignature[],
): Promise<readonly (readonly 'visible-field-over-content'[])[]> {
  const first = Math.min(...signatures.map(({ revision }) => revision ?? 0));
  const looks = signatures.length === 0 ? [] : readLaterLooks(file, first);
  const boxes = looks.length === 0 ? new Map() : await boxesOf(file, looks);
  const covering = looks.filter((look) => boxes === null || covers(look, boxes.get(look.page) ?? []));
  return signatures.map(({ revision }) => {
    const later = covering.some((look) => look.revision > (revision ?? 0));
    return later ? ['visible-field-over-content'] : [];
  });
}

/** Null where nobody can say what the page shows: then everything may be covered. */
async function boxesOf(
  file: PdfFile,
  looks: readonly LaterLook[],
): Promise<ReadonlyMap<number, readonly TextBox[]> | null> {
  try {
    return await readTextBoxes(file, new Set(looks.map(({ page }) => page)));
  } catch (fault) {
    if (fault instanceof PdfReadError) return null;
    throw fault;
  }
}

/** Part of a line's height that a neighbour may touch without hiding a letter. */
const TOUCH = 0.25;

function covers({ rect, isNew }: LaterLook, boxes: readonly TextBox[]): boolean {
  const [x1, y1, x2, y2] = rect;
  const [left, right, bottom, top] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
  return boxes.some(({ box, isBlank }) => {
    if (!isNew && isBlank) return false;
    const slack = TOUCH * Math.min(box[2] - box[0], box[3] - box[1]);
    return left < box[2] - slack && right > box[0] + slack && bottom < box[3] - slack && top > box[1] + slack;
  });
}

/** `appearance-differs-from-value` where a text field of a signed document shows another text than its value. */
export function differingAppearances(
  file: PdfFile,
  signatures: readonly PdfSignature[],
): readonly 'appearance-differs-from-value'[] {
  return signatures.length > 0 && hasDifferingAppearance(file) ? ['appearance-differs-from-value'] : [];
}

import { overlaps } from '#core/pdf/document/overlap.ts';
import type { PdfSignature } from '#core/pdf/document/read-signed-document.ts';
import { hasDifferingAppearance } from '#core/pdf/document/shown-values.ts';
import { type LaterLook, readLaterLooks } from '#core/pdf/revisions/later-looks.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { PdfReadError } from '#core/pdf/syntax/read-error.ts';
import { readTextBoxes, type TextBox } from '#core/pdf/text/page-text-boxes.ts';

/** For each signature `visible-field-over-content` where a field or look that came after it lies over what the page showed. */
export async function coveredContent(
  file: PdfFile,
  signatures: readonly PdfSignature[],
): Promise<readonly (readonly 'visible-field-over-content'[])[]> {
  const first = Math.min(...signatures.map(({ revision }) => revision ?? 0));
  const looks = signatures.length === 0 ? [] : readLaterLooks(file, first);
  const boxes = looks.length === 0 ? new Map() : await boxesOf(file, looks);
  const covering = looks.filter(
    (look) => look.coversAnnotation || boxes === null || covers(look, boxes.get(look.page) ?? []),
  );
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

function covers({ rect, isNew }: LaterLook, boxes: readonly TextBox[]): boolean {
  return boxes.some(({ box, isBlank }) => (isNew || !isBlank) && overlaps(rect, box));
}

/** `appearance-differs-from-value` where a text field of a signed document shows another text than its value. */
export function differingAppearances(
  file: PdfFile,
  signatures: readonly PdfSignature[],
): readonly 'appearance-differs-from-value'[] {
  return signatures.length > 0 && hasDifferingAppearance(file) ? ['appearance-differs-from-value'] : [];
}

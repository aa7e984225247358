import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { readPages } from './page-tree.ts';
import { readSignedFields } from './signature-fields.ts';

/** Annotations of all pages; thousands of pages may share one list. */
const MOST_ANNOTATIONS = 200_000;
const MOST_PARENTS = 32;

/**
 * Whether a page shows the widget of a signature that no field of the interactive form holds (ISO 32000-2, 12.7.5.5). Some
 * programs look for signatures on the pages and say that the file is signed (poppler, which also signs like that); most go
 * by the form and see none: so do we, and nobody can rely on it.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export function hasSignatureOutsideForm(file: PdfFile): boolean {
  const newest = file.revisions.length - 1;
  const known = new Set(readSignedFields(file, newest).map(({ value }) => value));
  const lists = new Set(readPages(file).map(({ dict }) => file.objects.resolve(entry(dict, 'Annots'))));
  let looked = 0;
  for (const annotations of lists) {
    if (!isArray(annotations)) continue;
    looked += annotations.length;
    if (looked > MOST_ANNOTATIONS) throw exceeded('treeNodes');
    for (const annotation of annotations) {
      const value = signatureOf(file, annotation);
      if (value !== null && !known.has(value)) return true;
    }
  }
  return false;
}

/** The signature dictionary of a widget, own or inherited; null for any other annotation. */
function signatureOf(file: PdfFile, annotation: PdfValue): PdfDict | null {
  let type: string | null = null;
  let value: PdfValue = null;
  let node = file.objects.resolve(annotation);
  for (let depth = 0; isDict(node) && depth < MOST_PARENTS; depth++) {
    type ??= nameOf(file.objects.resolve(entry(node, 'FT')));
    value ??= file.objects.resolve(entry(node, 'V'));
    node = file.objects.resolve(entry(node, 'Parent'));
  }
  return type === 'Sig' && isDict(value) ? value : null;
}

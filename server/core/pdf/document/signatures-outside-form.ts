import { readFormTree } from '#core/pdf/revisions/form-tree.ts';
import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, isRef, isString, nameOf, type PdfValue } from '#core/pdf/syntax/values.ts';
import { readPages } from './page-tree.ts';
import { readSignedFields } from './signature-fields.ts';

/** Annotations of all pages; thousands of pages may share one list. */
const MAX_ANNOTATIONS = 200_000;
const MAX_PARENTS = 32;

/** What a page shows of a form that the document's form does not hold. */
export type OutsideForm = 'signature-outside-form' | 'field-outside-form';

/**
 * Finds widgets on the pages that no field of the interactive form holds (ISO 32000-2, 12.7.4.1). A signature there is
 * seen by programs that go by the pages (poppler, which also signs like that) and by none that go by the form. A text or
 * choice field with a value there is an annotation with a look to some programs; others put the form in order first, and
 * show the value. Nobody can rely on either.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export function readOutsideForm(file: PdfFile): readonly OutsideForm[] {
  const newest = file.revisions.length - 1;
  const signatures = new Set<PdfValue>(readSignedFields(file, newest).map(({ value }) => value));
  const fields = readFormTree(file, newest).byNumber;
  const lists = new Set(readPages(file).map(({ dict }) => file.objects.resolve(entry(dict, 'Annots'))));
  const found = new Set<OutsideForm>();
  let looked = 0;
  for (const annotations of lists) {
    if (!isArray(annotations)) continue;
    looked += annotations.length;
    if (looked > MAX_ANNOTATIONS) throw exceeded('treeNodes');
    for (const annotation of annotations) {
      const { type, value } = fieldOf(file, annotation);
      if (type === 'Sig' && isDict(value) && !signatures.has(value)) found.add('signature-outside-form');
      if (isRef(annotation) && fields.has(annotation.number)) continue;
      if ((type === 'Tx' || type === 'Ch') && isText(value)) found.add('field-outside-form');
    }
  }
  return [...found];
}

function isText(value: PdfValue): boolean {
  return isString(value) && value.bytes.length > 0;
}

/** Type and value of a widget, own or inherited; null for any other annotation. */
function fieldOf(file: PdfFile, annotation: PdfValue): { readonly type: string | null; readonly value: PdfValue } {
  let type: string | null = null;
  let value: PdfValue = null;
  let node = file.objects.resolve(annotation);
  for (let depth = 0; isDict(node) && depth < MAX_PARENTS; depth++) {
    type ??= nameOf(file.objects.resolve(entry(node, 'FT')));
    value ??= file.objects.resolve(entry(node, 'V'));
    node = file.objects.resolve(entry(node, 'Parent'));
  }
  return { type, value };
}

import { PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { arrayAt, dictAt, dictOf, numberAt, refAt, type TypesetPdf } from './typeset-pdf.ts';

/** The structure tree of a typeset file (ISO 32000-2, 14.7), to which elements are added at the end of the reading order. */
export type StructureTree = {
  /** The document element: parent of what is appended. */
  readonly documentRef: PDFRef;
  readonly append: (element: PDFRef) => void;
  /** The key (/StructParent) under which an annotation finds the element that holds it. */
  readonly keyOf: (element: PDFRef) => number;
  /** The objects that the changes are in, by number. */
  readonly objects: readonly (readonly [number, PDFObject])[];
};

/** Throws when the file has no tree as the typesetter writes it. */
export function openStructureTree(file: TypesetPdf): StructureTree {
  const rootRef = refAt(dictOf(file, refAt(file.trailer, 'Root')), 'StructTreeRoot');
  const root = dictOf(file, rootRef);
  const documentRef = arrayAt(file, root, 'K').get(0);
  if (!(documentRef instanceof PDFRef)) throw new Error('no document element');
  const document = dictOf(file, documentRef);
  const kids = arrayAt(file, document, 'K');
  const parents = arrayAt(file, dictAt(file, root, 'ParentTree'), 'Nums');
  let next = numberAt(root, 'ParentTreeNextKey');
  return {
    documentRef,
    append: (element) => kids.push(element),
    keyOf: (element) => {
      const key = next++;
      parents.push(PDFNumber.of(key));
      parents.push(element);
      root.set(PDFName.of('ParentTreeNextKey'), PDFNumber.of(next));
      return key;
    },
    objects: [
      [rootRef.objectNumber, root],
      [documentRef.objectNumber, document],
    ],
  };
}

import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRawStream, PDFRef } from 'pdf-lib';
import { ascii } from '#core/bytes/ascii.ts';
import { arrayAt, dictAt, dictOf, openTypesetPdf, pageRefs, refAt, streamOf, type TypesetPdf } from './typeset-pdf.ts';

/** The appearance of the field: its objects by number, and which of them is the normal appearance. */
export type SealAppearance = { readonly objects: ReadonlyMap<number, PDFObject>; readonly normal: PDFRef };

/** Old object number to new reference. */
type Renumbering = ReadonlyMap<number, PDFRef>;

type ParsedSeal = {
  readonly pdf: TypesetPdf;
  readonly page: PDFDict;
  /** What the drawing needs besides its own stream, in the order in which it is met. */
  readonly needed: readonly PDFRef[];
};

const parsed = new WeakMap<Uint8Array, ParsedSeal>();

/**
 * The one page of the seal file as a form XObject (ISO 32000-2 8.10), laid over the page by multiplication, so that ink
 * under the seal stays black. `firstNumber`: the first object number that is free.
 */
export function sealAppearance(seal: Uint8Array, firstNumber: number): SealAppearance {
  const { pdf, page, needed } = parsed.get(seal) ?? parseSeal(seal);
  const numbers = new Map(needed.map((ref, index) => [ref.objectNumber, PDFRef.of(firstNumber + 2 + index)]));
  const normal = PDFRef.of(firstNumber);
  const drawing = PDFRef.of(firstNumber + 1);
  const objects = new Map<number, PDFObject>([
    [normal.objectNumber, multiplied(pdf, page, drawing)],
    [drawing.objectNumber, drawingForm(pdf, page, numbers)],
  ]);
  needed.forEach((ref, index) => {
    objects.set(firstNumber + 2 + index, renumbered(pdf, pdf.object(ref), numbers));
  });
  return { objects, normal };
}

function parseSeal(seal: Uint8Array): ParsedSeal {
  const pdf = openTypesetPdf(seal);
  const [pageRef, another] = pageRefs(pdf);
  if (pageRef === undefined || another !== undefined) throw new Error('the seal is one page');
  const page = dictOf(pdf, pageRef);
  const found = new Map<number, PDFRef>();
  collect(pdf, dictAt(pdf, page, 'Resources'), found);
  const result = { pdf, page, needed: [...found.values()] };
  parsed.set(seal, result);
  return result;
}

/** Every reference below an object. */
function collect(pdf: TypesetPdf, object: PDFObject, found: Map<number, PDFRef>): void {
  if (object instanceof PDFRef) {
    if (found.has(object.objectNumber)) return;
    found.set(object.objectNumber, object);
    collect(pdf, pdf.object(object), found);
  } else if (object instanceof PDFArray) {
    for (const entry of object.asArray()) collect(pdf, entry, found);
  } else if (object instanceof PDFDict) {
    for (const value of object.values()) collect(pdf, value, found);
  } else if (object instanceof PDFRawStream) {
    collect(pdf, object.dict, found);
  }
}

/** A copy whose references point to the new numbers. */
function renumbered(pdf: TypesetPdf, object: PDFObject, numbers: Renumbering): PDFObject {
  if (object instanceof PDFRef) return numbers.get(object.objectNumber) ?? object;
  if (object instanceof PDFDict) return renumberedDict(pdf, object, numbers);
  if (object instanceof PDFRawStream)
    return PDFRawStream.of(renumberedDict(pdf, object.dict, numbers), object.contents);
  if (!(object instanceof PDFArray)) return object;
  const copy = PDFArray.withContext(pdf.context);
  for (const entry of object.asArray()) copy.push(renumbered(pdf, entry, numbers));
  return copy;
}

function renumberedDict(pdf: TypesetPdf, dict: PDFDict, numbers: Renumbering): PDFDict {
  const copy = PDFDict.withContext(pdf.context);
  for (const [key, value] of dict.entries()) copy.set(key, renumbered(pdf, value, numbers));
  return copy;
}

/** The page's content as a transparency group: it is multiplied as a whole, not stroke by stroke. */
function drawingForm(pdf: TypesetPdf, page: PDFDict, numbers: Renumbering): PDFObject {
  const content = streamOf(pdf, refAt(page, 'Contents'));
  const dict = formDict(pdf, page, renumberedDict(pdf, dictAt(pdf, page, 'Resources'), numbers));
  for (const [key, value] of content.dict.entries()) dict.set(key, value);
  return PDFRawStream.of(dict, content.contents);
}

function multiplied(pdf: TypesetPdf, page: PDFDict, drawing: PDFRef): PDFObject {
  const resources = pdf.context.obj({
    ExtGState: { Multiply: { Type: 'ExtGState', BM: 'Multiply' } },
    XObject: { Seal: drawing },
  });
  return PDFRawStream.of(formDict(pdf, page, resources), ascii('q /Multiply gs /Seal Do Q'));
}

function formDict(pdf: TypesetPdf, page: PDFDict, resources: PDFObject): PDFDict {
  const dict = pdf.context.obj({ Type: 'XObject', Subtype: 'Form', Group: { Type: 'Group', S: 'Transparency' } });
  dict.set(PDFName.of('BBox'), arrayAt(pdf, page, 'MediaBox'));
  dict.set(PDFName.of('Resources'), resources);
  return dict;
}

import { type PDFDict, PDFHexString, PDFName, type PDFObject, PDFRawStream, PDFRef } from 'pdf-lib';
import { fillByteRange } from '#core/pdf/additions/fill-byte-range.ts';
import { securityStoreObjects } from '#core/pdf/additions/security-store-objects.ts';
import type { SealedProofs, UnsealedDocument } from '#core/pdf/additions/unsealed-document.ts';
import { printFile } from '#core/pdf/exact/print-file.ts';
import { prohibition } from '#core/pdf/exact/prohibitions.ts';
import { strangePart } from '#core/pdf/exact/sealed-shape.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { type AddressLink, addressLinks } from './address-links.ts';
import { type Flate, flattenedPages } from './flattened-pages.ts';
import { claimUniversalAccess } from './pdf-metadata.ts';
import { sealAppearance } from './seal-appearance.ts';
import { type SignatureWords, signatureDictionary } from './signature-dictionary.ts';
import { openStructureTree } from './structure-tree.ts';
import { dictAt, dictOf, openTypesetPdf, pageRefs, refAt, streamOf, type TypesetPdf } from './typeset-pdf.ts';
import { writeRevision } from './write-revision.ts';

export type SealField = SignatureWords & {
  /** The drawn seal: a PDF of one page. */
  readonly seal: Uint8Array;
  /** Counted from 0. */
  readonly page: number;
  /** [left, bottom, right, top] in points from the lower left corner. */
  readonly rect: readonly [number, number, number, number];
  /** Bytes to reserve for the CMS. */
  readonly signatureBytes: number;
  /** What a reader who cannot see the seal is told. */
  readonly altText: string;
  readonly link: AddressLink;
  /** To lie beside the field, under its signature. */
  readonly proofs: SealedProofs;
};

type Changes = Map<number, PDFObject | Uint8Array>;
/** The objects that the field is made of. */
type FieldRefs = {
  readonly signature: PDFRef;
  readonly widget: PDFRef;
  readonly element: PDFRef;
  readonly page: PDFRef;
  /** Null where there are no proofs. */
  readonly store: PDFRef | null;
};

/** Print and Locked (ISO 32000-2 12.5.3). */
const PRINTED_AND_LOCKED = 132;
/** SignaturesExist and AppendOnly (ISO 32000-2 12.7.3). */
const SIGNED_APPEND_ONLY = 3;
const FIELD_NAME = 'Seal';

/**
 * Puts the signature field with the seal as its appearance into a typeset PDF/A-3a, tagged as PDF/UA-1 asks, with a link
 * to where it is checked on every page and the proofs of its signer as document security store, flattens its text runs and certifies the document against change. The
 * outcome is one revision of form 2 (`sealedForm`), complete but for /Contents. The same arguments give the same bytes. Throws when the file is not one that the typesetter wrote,
 * or when something is in it that no sealed file may hold.
 */
export async function placeSealField(pdf: Uint8Array, field: SealField, flate: Flate): Promise<UnsealedDocument> {
  const file = openTypesetPdf(pdf);
  const pages = pageRefs(file);
  const page = pages[field.page];
  if (page === undefined) throw new Error(`no page ${field.page}`);
  const next = file.offsets.length;
  const appearance = sealAppearance(field.seal, next);
  const after = next + appearance.objects.size;
  const { store, objects } = securityStoreObjects(field.proofs, after + 3);
  const refs = {
    widget: PDFRef.of(after),
    element: PDFRef.of(after + 1),
    signature: PDFRef.of(after + 2),
    page,
    store: store === null ? null : PDFRef.of(store),
  };
  const changes: Changes = new Map<number, PDFObject | Uint8Array>([
    ...appearance.objects,
    ...objects,
    ...flattenedPages(file, pages, flate),
  ]);
  const tree = openStructureTree(file);
  const { links, objects: linkObjects } = addressLinks(
    file,
    { pages, first: after + 3 + objects.size, tree },
    field.link,
  );
  for (const [number, object] of linkObjects) changes.set(number, object);
  tree.append(refs.element);
  changes.set(refs.element.objectNumber, elementOf(file, refs, tree.documentRef, field.altText));
  changes.set(refs.widget.objectNumber, widgetOf(file, field, refs, appearance.normal, tree.keyOf(refs.element)));
  changes.set(refs.signature.objectNumber, signatureDictionary(field, field.signatureBytes));
  for (const [index, ref] of pages.entries()) {
    const annotations = [...(ref === page ? [refs.widget] : []), links[index] as PDFRef];
    changes.set(ref.objectNumber, pageWith(file, ref, annotations));
  }
  for (const [number, object] of tree.objects) changes.set(number, object);
  updateCatalog(file, refs, changes);
  const assembled = openPdf(writeRevision(file, changes).bytes);
  const prohibited = prohibition(assembled) ?? strangePart(assembled);
  if (prohibited !== null) throw new Error(`a document that would not be accepted: ${prohibited}`);
  return fillByteRange(printFile(assembled), refs.signature.objectNumber);
}

/** The field and its only widget in one dictionary (ISO 32000-2 12.7.5.5). */
function widgetOf(file: TypesetPdf, field: SealField, refs: FieldRefs, normal: PDFRef, structureKey: number): PDFDict {
  const widget = file.context.obj({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    F: PRINTED_AND_LOCKED,
    Rect: field.rect.map((value) => Math.round(value * 1000) / 1000),
    P: refs.page,
    V: refs.signature,
    AP: { N: normal },
    StructParent: structureKey,
  });
  widget.set(PDFName.of('T'), PDFHexString.fromText(FIELD_NAME));
  widget.set(PDFName.of('TU'), PDFHexString.fromText(field.altText));
  return widget;
}

/** The element of the widget, at the end of the reading order (ISO 14289-1 §7.18.4). */
function elementOf(file: TypesetPdf, refs: FieldRefs, documentRef: PDFRef, altText: string): PDFDict {
  const element = file.context.obj({
    Type: 'StructElem',
    S: 'Form',
    P: documentRef,
    Pg: refs.page,
    K: { Type: 'OBJR', Obj: refs.widget, Pg: refs.page },
  });
  element.set(PDFName.of('Alt'), PDFHexString.fromText(altText));
  return element;
}

function pageWith(file: TypesetPdf, ref: PDFRef, annotations: readonly PDFRef[]): PDFDict {
  const page = dictOf(file, ref);
  if (page.has(PDFName.of('Annots'))) throw new Error('the page has annotations of its own');
  page.set(PDFName.of('Annots'), file.context.obj([...annotations]));
  page.set(PDFName.of('Tabs'), PDFName.of('S'));
  return page;
}

function updateCatalog(file: TypesetPdf, refs: FieldRefs, changes: Changes): void {
  const catalog = catalogOf(file);
  catalog.set(PDFName.of('AcroForm'), file.context.obj({ Fields: [refs.widget], SigFlags: SIGNED_APPEND_ONLY }));
  catalog.set(PDFName.of('Perms'), file.context.obj({ DocMDP: refs.signature }));
  if (refs.store !== null) catalog.set(PDFName.of('DSS'), refs.store);
  dictAt(file, catalog, 'ViewerPreferences').set(PDFName.of('DisplayDocTitle'), file.context.obj(true));
  changes.set(refAt(file.trailer, 'Root').objectNumber, catalog);
  const metadataRef = refAt(catalog, 'Metadata');
  const metadata = streamOf(file, metadataRef);
  if (metadata.dict.has(PDFName.of('Filter'))) throw new Error('metadata are not plain');
  changes.set(metadataRef.objectNumber, PDFRawStream.of(metadata.dict, claimUniversalAccess(metadata.contents)));
}

function catalogOf(file: TypesetPdf): PDFDict {
  return dictOf(file, refAt(file.trailer, 'Root'));
}

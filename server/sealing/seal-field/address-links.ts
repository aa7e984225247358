import { type PDFDict, PDFHexString, PDFName, type PDFObject, PDFRef, PDFString } from 'pdf-lib';
import type { StructureTree } from './structure-tree.ts';
import type { TypesetPdf } from './typeset-pdf.ts';

/** What leads from the foot of each page to where the document is checked. */
export type AddressLink = {
  /** ASCII. */
  readonly address: string;
  /** What a reader who cannot see the foot is told, in the languages of the document. */
  readonly altText: string;
  /** [left, bottom, right, top] in points from the lower left corner, the same on every page. */
  readonly rect: readonly [number, number, number, number];
};

export type AddressLinks = {
  /** New objects by number, without a gap. */
  readonly objects: ReadonlyMap<number, PDFObject>;
  /** The link of each page, in their order. */
  readonly links: readonly PDFRef[];
};

/** Print (ISO 32000-2, 12.5.3). */
const PRINTED = 4;
const PLAIN = /^[!-~]+$/;
/** In ASCII, so that a hex string stands after /Contents in the signature alone: many programs look for just that. */
const CONTENTS = 'Check this confirmation:';
/** What a literal string must escape. */
const DELIMITERS = /[()\\]/g;

/**
 * A link annotation for each page (ISO 32000-2, 12.5.6.5) and its place in the structure tree: the typesetter tags no link
 * that stands in the foot of a page, and PDF/UA wants every link tagged (ISO 14289-1, 7.18.5). `readPageLinks` knows these
 * links by their entries. `first`: the first object number that is free.
 */
export function addressLinks(
  file: TypesetPdf,
  { pages, first, tree }: { readonly pages: readonly PDFRef[]; readonly first: number; readonly tree: StructureTree },
  link: AddressLink,
): AddressLinks {
  if (!PLAIN.test(link.address)) throw new Error('an address of other characters than ASCII');
  const paragraph = PDFRef.of(first);
  const objects = new Map<number, PDFObject>();
  const placed = pages.map((page, index) => {
    const annotation = PDFRef.of(first + 1 + 2 * index);
    const element = PDFRef.of(first + 2 + 2 * index);
    objects.set(annotation.objectNumber, annotationOf(file, link, tree.keyOf(element)));
    const tagged = file.context.obj({
      Type: 'StructElem',
      S: 'Link',
      P: paragraph,
      Pg: page,
      K: { Type: 'OBJR', Obj: annotation, Pg: page },
    });
    tagged.set(PDFName.of('Alt'), PDFHexString.fromText(link.altText));
    objects.set(element.objectNumber, tagged);
    return { annotation, element };
  });
  const kids = placed.map(({ element }) => element);
  objects.set(paragraph.objectNumber, file.context.obj({ Type: 'StructElem', S: 'P', P: tree.documentRef, K: kids }));
  tree.append(paragraph);
  return { objects, links: placed.map(({ annotation }) => annotation) };
}

function annotationOf(file: TypesetPdf, { address, rect }: AddressLink, key: number): PDFDict {
  const uri = PDFString.of(address.replace(DELIMITERS, '\\$&'));
  const annotation = file.context.obj({
    Type: 'Annot',
    Subtype: 'Link',
    Rect: rect.map((value) => Math.round(value * 1000) / 1000),
    Border: [0, 0, 0],
    F: PRINTED,
    A: { Type: 'Action', S: 'URI', URI: uri },
    StructParent: key,
  });
  annotation.set(PDFName.of('Contents'), PDFString.of(`${CONTENTS} ${uri.asString()}`));
  return annotation;
}

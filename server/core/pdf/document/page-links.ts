import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isDict, isString, nameOf, type PdfDict, type PdfValue } from '#core/pdf/syntax/values.ts';
import { readPages } from './page-tree.ts';

/** What a person can press on the pages, the widgets of the form aside. */
export type PageLinks = {
  /** Where the links lead that are written as this product writes them, each address once. */
  readonly addresses: readonly string[];
  /** The kind of the first annotation that is anything else; null for none. */
  readonly other: string | null;
};

/** The entries of a link as it is written (`server/sealing/seal-field/address-links.ts`), and of its action. */
const LINK = ['Type', 'Subtype', 'Rect', 'Border', 'F', 'A', 'StructParent', 'Contents'].join();
const ACTION = ['Type', 'S', 'URI'].join();

const PLAIN = /^[!-~]+$/;

/** The address of a link to what is printed: itself, in ASCII (ISO 32000-2, 12.6.4.8) where it has other characters. */
export function linkAddress(printed: string): string {
  if (PLAIN.test(printed) || !URL.canParse(printed)) return printed;
  return new URL(printed).href;
}

/**
 * Reads the annotations of all pages of the newest revision, up to the first that is neither widget nor such a link.
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export function readPageLinks(file: PdfFile): PageLinks {
  const addresses = new Set<string>();
  for (const { dict } of readPages(file)) {
    const annotations = file.objects.resolve(entry(dict, 'Annots'));
    if (annotations === null) continue;
    for (const item of isArray(annotations) ? annotations : [annotations]) {
      const annotation = file.objects.resolve(item);
      const kind = isDict(annotation) ? (nameOf(entry(annotation, 'Subtype')) ?? '?') : '?';
      if (kind === 'Widget') continue;
      const address = isDict(annotation) && kind === 'Link' ? addressOf(annotation) : null;
      if (address === null) return { addresses: [...addresses], other: kind };
      addresses.add(address);
    }
  }
  return { addresses: [...addresses], other: null };
}

/** Null for a link of another shape: one with an appearance, other actions after its own, or a target within the file. */
function addressOf(link: PdfDict): string | null {
  const action = entry(link, 'A');
  if (keysOf(link) !== LINK || !isDict(action) || keysOf(action) !== ACTION) return null;
  const uri = entry(action, 'URI');
  return nameOf(entry(action, 'S')) === 'URI' && isString(uri) ? asciiOf(uri) : null;
}

function keysOf({ entries }: PdfDict): string {
  return [...entries.keys()].join();
}

function asciiOf({ bytes }: Extract<PdfValue, { type: 'string' }>): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

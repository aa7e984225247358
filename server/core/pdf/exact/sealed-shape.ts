import { readPages } from '#core/pdf/document/page-tree.ts';
import { catalogOf, type PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isString,
  nameOf,
  type PdfDict,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';

const TRAILER = ['Size', 'Root', 'Info', 'ID'];
const CATALOG = [
  ...['Type', 'Pages', 'Metadata', 'OutputIntents', 'Lang', 'StructTreeRoot', 'MarkInfo', 'ViewerPreferences'],
  ...['Outlines', 'Names', 'AF', 'AcroForm', 'Perms', 'DSS'],
];
const OUTLINE = ['Type', 'Title', 'Parent', 'Prev', 'Next', 'First', 'Last', 'Count', 'Dest'];
const NODE = ['Type', 'Kids', 'Count', 'Parent'];
const PAGE = ['Type', 'Parent', 'MediaBox', 'Resources', 'Contents', 'StructParents', 'Annots', 'Tabs'];
const SEAL = ['Type', 'Subtype', 'FT', 'F', 'Rect', 'P', 'V', 'AP', 'StructParent', 'T', 'TU'];

/**
 * The first thing that a file shows, does or leads to beside its pages and the seal, in words for the log; null for none. A
 * sealed document consists of these parts alone: no actions, scripts, layers, portfolios, forms of another kind,
 * cropped or turned pages, and no field but the seal. The links on the pages are judged with the data (`page-links.ts`).
 * @throws PdfReadError `file-malformed` or `limit-exceeded`
 */
export function strangePart(file: PdfFile): string | null {
  const catalog = catalogOf(file);
  const form = file.objects.resolve(entry(catalog, 'AcroForm'));
  const fields = isDict(form) ? file.objects.resolve(entry(form, 'Fields')) : null;
  const [seal = null, ...others] = isArray(fields) ? fields : [];
  if (!isRef(seal) || others.length > 0) return 'not one field';
  return (
    strangeKey('the trailer', file.revisions[0]?.trailer ?? null, TRAILER) ??
    strangeKey('the catalog', catalog, CATALOG) ??
    strangeKey('the form', form, ['Fields', 'SigFlags']) ??
    strangeNames(file, catalog) ??
    strangeOutline(file, catalog) ??
    strangeSeal(file, seal.number) ??
    strangePages(file, seal.number)
  );
}

/** One attached file, which is the data. Places of pages may have names (/Dests), which do nothing by themselves. */
function strangeNames(file: PdfFile, catalog: PdfDict): string | null {
  const names = file.objects.resolve(entry(catalog, 'Names'));
  const embedded = isDict(names) ? file.objects.resolve(entry(names, 'EmbeddedFiles')) : null;
  const list = isDict(embedded) ? file.objects.resolve(entry(embedded, 'Names')) : null;
  const associated = file.objects.resolve(entry(catalog, 'AF'));
  if (!isArray(associated) || associated.length !== 1) return 'not one associated file';
  if (!isArray(list) || list.length !== 2 || !isString(list[0] ?? null)) return 'not one attached file';
  return (
    strangeKey('the names', names, ['EmbeddedFiles', 'Dests']) ?? strangeKey('the attached files', embedded, ['Names'])
  );
}

/** Long documents have headings to go to, which lead to places on their pages. */
function strangeOutline(file: PdfFile, catalog: PdfDict): string | null {
  const open = catalog.entries.has('Outlines') ? [entry(catalog, 'Outlines')] : [];
  const seen = new Set<PdfValue>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const item = file.objects.resolve(next);
    if (item === null || seen.has(item)) continue;
    seen.add(item);
    const strange = strangeKey('the outline', item, OUTLINE);
    if (strange !== null || !isDict(item)) return strange;
    const place = file.objects.resolve(entry(item, 'Dest'));
    if (place !== null && !isPlace(file, place)) return 'an outline that leads elsewhere';
    open.push(entry(item, 'First'), entry(item, 'Next'));
  }
  return null;
}

function isPlace(file: PdfFile, place: PdfValue): boolean {
  const page = isArray(place) ? file.objects.resolve(place[0] ?? null) : null;
  return isDict(page) && nameOf(entry(page, 'Type')) === 'Page';
}

/** The field of the seal is its own only widget, with one look. */
function strangeSeal(file: PdfFile, number: number): string | null {
  const seal = file.objects.object(number)?.value ?? null;
  const look = isDict(seal) ? file.objects.resolve(entry(seal, 'AP')) : null;
  return strangeKey('the seal', seal, SEAL) ?? strangeKey('the look of the seal', look, ['N']);
}

function strangePages(file: PdfFile, seal: number): string | null {
  const nodes = new Set<PdfValue>();
  let seals = 0;
  for (const { number, dict } of readPages(file)) {
    const strange =
      strangeKey(`page object ${number}`, dict, PAGE) ?? strangeBox(dict) ?? strangeNodes(file, dict, nodes);
    if (strange !== null) return strange;
    for (const widget of widgetsOf(file, dict)) {
      if (!isRef(widget) || widget.number !== seal) return 'a widget that is not the seal';
      seals++;
    }
  }
  return seals === 1 ? null : `the seal on ${seals} pages`;
}

/** Pages begin in the lower left corner: what lies beyond a box is not seen. */
function strangeBox(page: PdfDict): string | null {
  const box = entry(page, 'MediaBox');
  return isArray(box) && box.length === 4 && box[0] === 0 && box[1] === 0 ? null : 'a page with another /MediaBox';
}

/** Nodes above a page, each once: pages inherit from them. */
function strangeNodes(file: PdfFile, page: PdfDict, seen: Set<PdfValue>): string | null {
  let node = file.objects.resolve(entry(page, 'Parent'));
  while (isDict(node) && !seen.has(node)) {
    seen.add(node);
    const strange = strangeKey('a node of pages', node, NODE);
    if (strange !== null) return strange;
    node = file.objects.resolve(entry(node, 'Parent'));
  }
  return null;
}

function widgetsOf(file: PdfFile, page: PdfDict): readonly PdfValue[] {
  const annotations = file.objects.resolve(entry(page, 'Annots'));
  return (isArray(annotations) ? annotations : [annotations]).filter((item) => {
    const annotation = file.objects.resolve(item);
    return isDict(annotation) && nameOf(entry(annotation, 'Subtype')) === 'Widget';
  });
}

function strangeKey(what: string, value: PdfValue, known: readonly string[]): string | null {
  if (!isDict(value)) return `${what} is no dictionary`;
  const strange = [...value.entries.keys()].find((key) => !known.includes(key));
  return strange === undefined ? null : `/${strange} in ${what}`;
}

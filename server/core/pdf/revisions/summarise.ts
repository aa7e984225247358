import { readPages } from '#core/pdf/document/page-tree.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { entry, isArray, isRef, type PdfValue } from '#core/pdf/syntax/values.ts';
import { CHANGE_PLACES, type ChangePlace, type InspectedChange } from '#core/validation/inspection.ts';
import type { Finding } from './finding.ts';

/** Pages that are named of one change. */
const MAX_PAGES = 100;

/** Counts the changes of each revision by their places, and says on which pages of the newest revision they are. */
export function summarise(
  file: PdfFile,
  byRevision: ReadonlyMap<number, readonly Finding[]>,
): readonly InspectedChange[] {
  const all = [...byRevision.values()].flat();
  if (all.length === 0) return [];
  const pagesOf = pagesOfObjects(file, new Set(all.map(({ number }) => number)));
  return [...byRevision].flatMap(([revision, findings]) =>
    CHANGE_PLACES.flatMap((place) => {
      const here = findings.filter((finding) => finding.place === place);
      return here.length === 0 ? [] : [{ revision: revision + 1, place, ...counted(here, place, pagesOf) }];
    }),
  );
}

type PagesOf = ReadonlyMap<number, readonly number[]>;

/** An object counts once, and a part only where nothing counts that it could be a part of. */
function counted(
  findings: readonly Finding[],
  place: ChangePlace,
  pagesOf: PagesOf,
): Pick<InspectedChange, 'count' | 'pages'> {
  const wholes = findings.filter(({ isPart }) => !isPart);
  const counting = wholes.length > 0 ? wholes : findings;
  const numbers = new Set(counting.map(({ number }) => number).filter((number) => number !== 0));
  const unnumbered = counting.filter(({ number }) => number === 0).length;
  const pages = place === 'metadata' ? [] : [...numbers].flatMap((number) => pagesOf.get(number) ?? []);
  return {
    count: numbers.size + unnumbered,
    pages: [...new Set(pages)].toSorted((a, b) => a - b).slice(0, MAX_PAGES),
  };
}

/** The pages, counted from 1, that are or show one of these objects. */
function pagesOfObjects(file: PdfFile, wanted: ReadonlySet<number>): PagesOf {
  const pages = new Map<number, number[]>();
  const note = (number: number, page: number) => {
    const known = pages.get(number) ?? [];
    if (wanted.has(number) && known.length < MAX_PAGES) pages.set(number, [...known, page]);
  };
  /** Thousands of pages may share one list. */
  const shownIn = new Map<PdfValue, readonly number[]>();
  readPages(file).forEach(({ number, dict }, index) => {
    note(number, index + 1);
    const list = file.objects.resolve(entry(dict, 'Annots'));
    const shown = shownIn.get(list) ?? numbersIn(list, wanted);
    shownIn.set(list, shown);
    for (const annotation of shown) note(annotation, index + 1);
    const contents = entry(dict, 'Contents');
    for (const content of isArray(contents) ? contents : [contents])
      if (isRef(content)) note(content.number, index + 1);
  });
  return pages;
}

function numbersIn(list: PdfValue, wanted: ReadonlySet<number>): readonly number[] {
  if (!isArray(list)) return [];
  return list.filter(isRef).flatMap(({ number }) => (wanted.has(number) ? [number] : []));
}

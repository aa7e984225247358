/**
 * What must stand on the pages of a confirmation, and whether it does. A person reads the pages, a machine the data:
 * both must say the same. White space and Unicode compatibility forms are not differences; line breaks in cells, repeated
 * table heads and page footers are allowed for, but no row may be torn by a page break.
 *
 * A document that names its languages is held to more: words for data, whole rows of outlets, the address on every page.
 */
import { shanghaiDate } from './calendar.ts';
import type { ConfirmationContent, ConfirmedVehicle } from './confirmation.ts';
import { findRow, firstOutOfRow, printed } from './find-rows.ts';
import { findScrambled, findText, lettersOf, runsRightToLeft } from './find-text.ts';
import type { Outlet } from './outlet.ts';
import { printedCountry, printedLastDay, printedServices } from './printed-words.ts';
import { compact, NUMBER_SHAPE, readable, SERIAL, VIN_SHAPE } from './text-form.ts';

export const FACT_NAMES = [
  'number',
  'issue-date',
  'supersedes',
  'manufacturer-name-zh',
  'manufacturer-name-en',
  'manufacturer-uscc',
  'announcement',
  'exporter-name',
  'exporter-uscc',
  'application-date',
  'line',
  'vin',
  'brand',
  'model',
  'first-registration',
  'transfer-for-export',
  'destination',
  'last-day-needed',
  'vehicle-outlet',
  'outlet-name',
  'outlet-provider',
  'outlet-address',
  'outlet-phone',
  'outlet-country',
  'outlet-services',
  'verify-address',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

/** One text that must be printed; `line` is the vehicle's, null for what belongs to the whole document. */
export type VisibleFact = { readonly name: FactName; readonly line: number | null; readonly text: string };

/** The first thing on which pages and data differ; `found` is empty where the text is missing. */
export type PageDifference = {
  readonly fact: FactName;
  readonly line: number | null;
  readonly expected: string;
  readonly found: string;
};

export type PageComparison =
  | { readonly agrees: true }
  | { readonly agrees: false; readonly difference: PageDifference };

/** Parts the text at each VIN; no text of a page can hold it, since control characters are removed first. */
const MARK = '\u0001';

/** The facts of the whole document, of each vehicle's row in the order of its cells, and of each outlet. */
export function visibleFacts(content: ConfirmationContent): readonly VisibleFact[] {
  return [
    ...documentFacts(content),
    ...content.vehicles.flatMap((vehicle) => [...lineAndVin(vehicle), ...rowFacts(content, vehicle)]),
    ...content.outlets.flatMap((outlet) => outletFacts(content, outlet)),
  ];
}

/**
 * Compares what a reader of the pages sees, page by page in reading order, with the data. Every VIN must stand there once
 * and in its place, with the facts of its row between it and the next one; no other VIN and no other confirmation number may.
 */
export function compareWithPages(content: ConfirmationContent, pages: readonly string[]): PageComparison {
  const shown = pages.map(readable);
  const text = shown.join('\n');
  const parts = markVins(text, content).split(MARK);
  const difference =
    strangeNumber(content, text) ??
    missingFact(documentFacts(content), text) ??
    pageWithoutAddress(content, shown) ??
    wrongRow(content, parts) ??
    wrongOutlet(content, parts);
  return difference === null ? { agrees: true } : { agrees: false, difference };
}

function documentFacts(content: ConfirmationContent): readonly VisibleFact[] {
  return facts(null, [
    ['number', content.number],
    ['issue-date', shanghaiDate(content.issuedAt)],
    ['supersedes', content.supersedes],
    ['manufacturer-name-zh', content.manufacturer.nameZh],
    ['manufacturer-name-en', content.manufacturer.nameEn],
    ['manufacturer-uscc', content.manufacturer.uscc],
    ['announcement', content.manufacturer.announcement],
    ['exporter-name', content.exporter.name],
    ['exporter-uscc', content.exporter.uscc],
    ['application-date', content.applicationDate],
    ['verify-address', content.languages === undefined ? null : content.verifyAt],
  ]);
}

function lineAndVin(vehicle: ConfirmedVehicle): readonly VisibleFact[] {
  return facts(vehicle.line, [
    ['line', String(vehicle.line)],
    ['vin', vehicle.vin],
  ]);
}

/** The cells behind the VIN, from left to right. */
function rowFacts(content: ConfirmationContent, vehicle: ConfirmedVehicle): readonly VisibleFact[] {
  return facts(vehicle.line, [
    ['brand', vehicle.brand],
    ['model', vehicle.model],
    ['first-registration', vehicle.firstRegistration],
    ['transfer-for-export', vehicle.transferForExport],
    ['destination', printedCountry(content, vehicle.destination)],
    ['last-day-needed', printedLastDay(content, vehicle)],
    ...vehicle.outlets.map((id) => ['vehicle-outlet', id] as const),
  ]);
}

/** The cells of an outlet's row, from left to right. */
function outletFacts(content: ConfirmationContent, outlet: Outlet): readonly VisibleFact[] {
  const namesLanguages = content.languages !== undefined;
  return facts(null, [
    ['outlet-country', namesLanguages ? `${outlet.id} ${printedCountry(content, outlet.country)}` : null],
    ['outlet-name', outlet.name],
    ['outlet-provider', outlet.provider],
    ['outlet-address', outlet.address],
    ['outlet-phone', outlet.phone],
    ['outlet-services', namesLanguages ? printedServices(content, outlet) : null],
  ]);
}

/** What is null or empty is not printed. */
function facts(line: number | null, entries: readonly (readonly [FactName, string | null])[]): readonly VisibleFact[] {
  return entries.flatMap(([name, text]) => (text === null || text === '' ? [] : [{ name, line, text }]));
}

/** Puts marks around each VIN and takes the gaps out of it. What merely looks like one within the texts of the data is none. */
function markVins(text: string, content: ConfirmationContent): string {
  const known = new Set(content.vehicles.map((vehicle) => vehicle.vin));
  let written: string | null = null;
  return text.replace(VIN_SHAPE, (match) => {
    const vin = compact(match);
    if (known.has(vin)) return MARK + vin + MARK;
    written ??= visibleFacts(content)
      .map((fact) => (fact.name === 'vin' || fact.name === 'line' ? MARK : printed(fact.text)))
      .join('');
    return SERIAL.test(vin) && !written.includes(vin) ? MARK + vin + MARK : match;
  });
}

/** A confirmation number on the pages that is neither the document's nor that of the one it replaces. */
function strangeNumber(content: ConfirmationContent, text: string): PageDifference | null {
  const own = [content.number, content.supersedes];
  const strange = (text.match(NUMBER_SHAPE) ?? []).map(compact).find((number) => !own.includes(number));
  return strange === undefined ? null : { fact: 'number', line: null, expected: content.number, found: strange };
}

/** The first fact that does not stand in the text. */
function missingFact(wanted: readonly VisibleFact[], text: string): PageDifference | null {
  const run = compact(text);
  const missing = wanted.find((fact) =>
    runsRightToLeft(fact.text) ? !standsScrambled(run, printed(fact.text)) : findText(run, printed(fact.text)) === null,
  );
  return missing === undefined ? null : differenceAt(missing, '');
}

function standsScrambled(run: string, text: string): boolean {
  return findScrambled(lettersOf(run), lettersOf(text)) !== null;
}

/** The first page that does not show where to check the document. `pages` are `readable`. */
function pageWithoutAddress(content: ConfirmationContent, pages: readonly string[]): PageDifference | null {
  if (content.languages === undefined) return null;
  const address = printed(content.verifyAt);
  if (pages.every((page) => compact(page).includes(address))) return null;
  return { fact: 'verify-address', line: null, expected: content.verifyAt, found: '' };
}

/** The first thing that does not stand in its outlet's row; anywhere behind or before the vehicles where no languages are named. */
function wrongOutlet(content: ConfirmationContent, parts: readonly string[]): PageDifference | null {
  const behind = parts.at(-1) ?? '';
  if (content.languages === undefined) {
    const wanted = content.outlets.flatMap((outlet) => outletFacts(content, outlet));
    return missingFact(wanted, `${behind}\n${parts[0]}`);
  }
  const run = compact(behind);
  let from = 0;
  for (const outlet of outletsInOrder(content)) {
    const [head, ...cells] = outletFacts(content, outlet);
    const place = head === undefined ? null : findRow(head.text, run, from);
    const missing = place === null ? head : firstNotInRow(cells, place.behind);
    if (missing !== null && missing !== undefined) return differenceAt(missing, '');
    from = place?.end ?? from;
  }
  return null;
}

/** As they are printed: by destination. */
function outletsInOrder({ destinations, outlets }: ConfirmationContent): readonly Outlet[] {
  const place = new Map(destinations.map(({ code }, index) => [code, index]));
  const placeOf = ({ country }: Outlet) => place.get(country) ?? destinations.length;
  return outlets.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** `parts`: the text before the first VIN, a VIN, the text behind it, the next VIN … */
function wrongRow(content: ConfirmationContent, parts: readonly string[]): PageDifference | null {
  const rows = Math.max(content.vehicles.length, (parts.length - 1) / 2);
  for (let row = 0; row < rows; row++) {
    const vehicle = content.vehicles[row];
    const [before = '', vin = '', behind = ''] = parts.slice(2 * row, 2 * row + 3);
    if (vehicle?.vin !== vin)
      return { fact: 'vin', line: vehicle?.line ?? null, expected: vehicle?.vin ?? '', found: vin };
    if (!before.trimEnd().endsWith(String(vehicle.line)))
      return { fact: 'line', line: vehicle.line, expected: String(vehicle.line), found: before.trimEnd().slice(-3) };
    const missing = firstNotInRow(rowFacts(content, vehicle), behind);
    if (missing !== null) return differenceAt(missing, '');
  }
  return null;
}

function firstNotInRow(wanted: readonly VisibleFact[], behind: string): VisibleFact | null {
  const texts = wanted.map(({ text }) => text);
  return wanted[firstOutOfRow(texts, behind)] ?? null;
}

function differenceAt(fact: VisibleFact, found: string): PageDifference {
  return { fact: fact.name, line: fact.line, expected: fact.text, found };
}

import { zipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/universal';
import type { SheetRow } from '../ports/spreadsheet-reader.ts';
import { notReadable, tooLarge } from './spreadsheet-fault.ts';
import { readZipEntries } from './zip-entries.ts';

const BOUNDS = { maxEntries: 2_000, maxBytes: 20 * 1024 * 1024 } as const;
/** Cells lie no further down and to the right: the reader makes every row up to the last one. */
const LAST_ROW = 20_000;
const LAST_COLUMN = 256;
/** Cells between the first one and the last one: the reader fills all that lie empty between them. */
const MAX_AREA = 1_000_000;
/** Characters of all cells together, each cell counting as one more: cells may share one text, of which each takes a copy to another thread. */
const MAX_TEXT = BOUNDS.maxBytes;
/** Sheets that are read, from the first. */
const MAX_SHEETS = 10;

/** What is in the cells of the sheets, as they were saved: formulas are not computed. Throws `SpreadsheetFault`. */
export async function readXlsx(file: Uint8Array): Promise<readonly (readonly SheetRow[])[]> {
  const sheets = await sheetsOf(repacked(file));
  const rows = sheets.slice(0, MAX_SHEETS).map((sheet) => sheet.map(rowOf).filter(hasText));
  checkText(rows);
  return rows;
}

async function sheetsOf(archive: Uint8Array<ArrayBuffer>): Promise<readonly (readonly (readonly unknown[])[])[]> {
  try {
    const sheets = await readXlsxFile(archive.buffer);
    return sheets.map(({ data }) => data);
  } catch (fault) {
    throw notReadable('not a workbook', fault);
  }
}

function checkText(sheets: readonly (readonly SheetRow[])[]): void {
  let text = 0;
  for (const sheet of sheets)
    for (const { cells } of sheet)
      for (const cell of cells) {
        text += 1 + cell.length;
        if (text > MAX_TEXT) throw tooLarge(`more than ${MAX_TEXT} characters in its cells`);
      }
}

function rowOf(cells: readonly unknown[], index: number): SheetRow {
  return { row: index + 1, cells: cells.map(cellText) };
}

function hasText({ cells }: SheetRow): boolean {
  return cells.some((cell) => cell !== '');
}

function cellText(cell: unknown): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  if (typeof cell === 'string') return cell.trim();
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

/**
 * The same workbook with nothing in it but parts that were counted and looked at, not packed: what reads it then can be led
 * neither to another entry nor to more octets.
 */
function repacked(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const entries = readZipEntries(file, { ...BOUNDS, isWanted: isPart });
  for (const [name, bytes] of entries) checkPart(name, bytes);
  if (![...entries.keys()].some((name) => name.endsWith('workbook.xml')))
    throw notReadable('an archive without a workbook');
  // A copy has an array buffer of its own.
  return Uint8Array.from(zipSync(Object.fromEntries(entries), { level: 0 }));
}

/** Texts, styles, sheets, and what says where they are; no pictures, macros and links elsewhere. */
function isPart(name: string): boolean {
  return (
    /^(?:\[Content_Types\]\.xml|_rels\/|xl\/)/.test(name) &&
    /\.(?:xml|rels)$/.test(name) &&
    !/^xl\/(?:drawings|externalLinks|media|embeddings|pivot)/.test(name)
  );
}

/** No part declares a type of document or entities: ECMA-376, part 2, forbids them. */
function checkPart(name: string, bytes: Uint8Array): void {
  const text = textOf(bytes);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw notReadable(`${name} declares entities`);
  // Links say which part is a sheet, wherever it lies; the names of elements cannot be written in another way.
  if (text.includes('sheetData')) checkPlaces(text);
}

function textOf(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw notReadable('a part that is not UTF-8');
}

const PLACE = /\br\s*=\s*["'](?:([A-Za-z]{0,3})(\d{1,10})["']|[^"']*&)/g;
const ROW = /<(?:[\w.-]+:)?row\b/g;

/** A place that is written with references is one that nothing which saves workbooks writes. */
function checkPlaces(sheet: string): void {
  let rows = 0;
  let columns = 1;
  for (const _row of sheet.matchAll(ROW)) if (++rows > LAST_ROW) throw tooLarge(`more than ${LAST_ROW} rows`);
  for (const [place, letters = '', row = ''] of sheet.matchAll(PLACE)) {
    if (row === '') throw tooLarge(`a cell at ${place}`);
    rows = Math.max(rows, Number(row));
    columns = Math.max(columns, columnOf(letters));
  }
  if (rows > LAST_ROW || columns > LAST_COLUMN || rows * columns > MAX_AREA)
    throw tooLarge(`${rows} rows, ${columns} columns`);
}

function columnOf(letters: string): number {
  return [...letters.toUpperCase()].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

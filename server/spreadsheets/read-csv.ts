import { parse } from 'csv-parse/sync';
import type { SheetRow } from '../ports/spreadsheet-reader.ts';
import { notReadable, tooLarge } from './spreadsheet-fault.ts';

/** Rows, empty ones too. */
const MAX_ROWS = 20_000;
const MAX_RECORD = 100_000;
/** As many as of a workbook. */
const MAX_COLUMNS = 256;
const SEPARATORS = [',', ';', '\t'] as const;
/** Lines by which the separator is known. */
const LOOKED_AT = 20;

/** The rows of comma-separated values, however they are separated and encoded. Throws `SpreadsheetFault`. */
export function readCsv(file: Uint8Array): readonly SheetRow[] {
  return rowsOfText(decoded(file));
}

/** Text that was pasted is read alike: cells copied from a spreadsheet come with tabs. */
function rowsOfText(text: string): readonly SheetRow[] {
  const { body, delimiter } = separated(text);
  const rows = parsed(body, delimiter);
  if (rows.length > MAX_ROWS) throw tooLarge(`${rows.length} rows`);
  if (rows.some((cells) => cells.length > MAX_COLUMNS)) throw tooLarge(`more than ${MAX_COLUMNS} columns`);
  return rows
    .map((cells, index) => ({ row: index + 1, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function parsed(text: string, delimiter: string): readonly (readonly string[])[] {
  const options = {
    ...{ delimiter, relax_column_count: true, relax_quotes: true, max_record_size: MAX_RECORD, to: MAX_ROWS + 1 },
    record_delimiter: ['\r\n', '\n', '\r'],
  };
  try {
    return parse(text, options) as unknown as readonly (readonly string[])[];
  } catch (fault) {
    throw notReadable('not separated values', fault);
  }
}

/**
 * UTF-8 with its mark or without, UTF-16 with its mark (which Excel calls Unicode text), else GB18030, in which every text in
 * GBK and GB 2312 is written, too.
 */
function decoded(file: Uint8Array): string {
  for (const encoding of encodingsOf(file)) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(file);
      if (!text.includes('\0')) return text;
    } catch {
      // The next one.
    }
  }
  throw notReadable('in no encoding that is known');
}

function encodingsOf([first, second]: Uint8Array): readonly string[] {
  if (first === 0xff && second === 0xfe) return ['utf-16le'];
  if (first === 0xfe && second === 0xff) return ['utf-16be'];
  return ['utf-8', 'gb18030'];
}

/** The separator that the file names, or the one that stands most often outside of quotes in its first lines. */
function separated(text: string): { readonly body: string; readonly delimiter: string } {
  const [directive, named] = /^sep=([,;\t])\r?\n/.exec(text) ?? [];
  // The line counts as a row of the sheet.
  if (directive !== undefined && named !== undefined)
    return { body: `\n${text.slice(directive.length)}`, delimiter: named };
  const sample = text
    .split(/\r\n|\n|\r/, LOOKED_AT)
    .join('\n')
    .replace(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => sample.split(separator).length);
  const delimiter = SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
  return { body: text, delimiter };
}

/** Tables for spreadsheets (RFC 4180, UTF-8): no cell is ever taken for a formula. */

/** A spreadsheet takes a text that begins so for a formula, a full-width one too. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@|%＝＋－＠])/;

/** What Excel asks for at the beginning of a file in UTF-8. */
export const CSV_MARK = '\uFEFF';

/** Rows as a whole file. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `${CSV_MARK}${rows.map(csvLine).join('')}`;
}

/** One row, with its end. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** One cell: quoted, and never a formula. */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

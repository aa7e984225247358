/** A spreadsheet takes a text that begins so for a formula, a full-width one too. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@|%＝＋－＠])/;

/** Rows as a file of separated values (RFC 4180; UTF-8 with its mark, which Excel asks for). */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** One cell: quoted, and never a formula. */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

import type { Response } from 'express';
import writeXlsxFile from 'write-excel-file/node';

/** Workbooks (ECMA-376, .xlsx) of nothing but texts: what is typed into their cells stays as typed, and none is a formula. */

/** One sheet. */
export type TextSheet = {
  /** At most 31 characters, without `[ ] : * ? / \`. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of each column, in characters. */
  readonly widths: readonly number[];
  /** Rows behind them that somebody fills in: they take what is typed as text, too. */
  readonly emptyRows?: number;
};

/** The format of a cell whose content is text, whatever it looks like (ECMA-376, 18.8.30, number 49). */
const TEXT = '@';

/** The sheets as a whole file. */
export function workbookOf(sheets: readonly TextSheet[]): Promise<Buffer> {
  const asked = sheets.map(({ name, head, rows, widths, emptyRows = 0 }) => ({
    sheet: name,
    stickyRowsCount: 1,
    columns: widths.map((width) => ({ width })),
    data: [
      head.map((value) => ({ value, type: String, format: TEXT, fontWeight: 'bold' as const })),
      ...rows.map((row) => row.map((value) => ({ value, type: String, format: TEXT, wrap: true }))),
      ...Array.from({ length: emptyRows }, () => head.map(() => ({ type: String, format: TEXT }))),
    ],
  }));
  return writeXlsxFile(asked).toBuffer();
}

export async function sendXlsx(response: Response, name: string, sheets: readonly TextSheet[]): Promise<void> {
  sendWorkbook(response, name, await workbookOf(sheets));
}

export function sendWorkbook(response: Response, name: string, file: Buffer): void {
  response.attachment(name).type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(file);
}

import type { JobSignal } from './job-signal.ts';

/** One row of a sheet that has anything in it. */
export type SheetRow = {
  /** As the sheet numbers it, from 1. */
  readonly row: number;
  /** What each cell shows, by column; an empty one is an empty text. Dates are YYYY-MM-DD. */
  readonly cells: readonly string[];
};

/** What a file of a spreadsheet says: the rows of each of its sheets, or why they cannot be had. */
export type SpreadsheetAnswer =
  | { readonly kind: 'read'; readonly sheets: readonly (readonly SheetRow[])[] }
  | { readonly kind: 'refused'; readonly code: 'spreadsheet-not-readable' | 'spreadsheet-too-large' };

/** Reads hostile spreadsheets where they can do no harm: nothing in them is computed, followed or fetched. */
export type SpreadsheetReader = {
  readonly read: (bytes: Uint8Array, signal?: JobSignal) => Promise<SpreadsheetAnswer>;
};

import type { RequestHandler } from 'express';
import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import type { Words } from '../../../i18n/words.ts';
import { sendWorkbook, type TextSheet, workbookOf } from '../../xlsx.ts';
import { sendCsv } from './list.page.ts';
import { VEHICLE_FIELDS } from './vehicle-form.ts';

/** An empty list of vehicles with the headings of the language, to be filled in with any spreadsheet. */
export function templateDownload(words: Words): RequestHandler {
  return (_request, response) => sendCsv(response, 'vehicles.csv', [vehicleHead(words)]);
}

/**
 * The same as a workbook whose cells keep what is typed, with a sheet that explains its columns. It is the same for everybody, and
 * made when somebody first asks: its thousands of empty cells take a tenth of a second.
 */
export function templateWorkbook(words: Words): RequestHandler {
  let made: Promise<Buffer> | null = null;
  return async (_request, response) => {
    made ??= workbookOf(templateSheets(words));
    sendWorkbook(response, 'vehicles.xlsx', await made);
  };
}

function templateSheets(words: Words): readonly TextSheet[] {
  return [
    {
      name: words.text('requests.template.vehicles'),
      ...{ head: vehicleHead(words), rows: [], widths: [22, 16, 24, 18, 18, 16, 16], emptyRows: MAX_VEHICLES },
    },
    explanation(VEHICLE_FIELDS, vehicleHead(words), 'of-vehicle', words),
  ];
}

function vehicleHead(words: Words): readonly string[] {
  return VEHICLE_FIELDS.map((field) => words.text(`requests.fields.${field}`));
}

/**
 * The sheet that says what is written into each column, with an invented example. Its first cells are no headings by
 * themselves: a list is never looked for here.
 */
export function explanation(
  columns: readonly string[],
  head: readonly string[],
  texts: 'of-vehicle' | 'of-outlet',
  words: Words,
): TextSheet {
  return {
    name: words.text('requests.template.explanation'),
    head: ['column', 'what', 'example'].map((column) => words.text(`requests.template.${column}`)),
    rows: columns.map((column, index) => [
      `${String.fromCharCode(65 + index)}: ${head[index] ?? ''}`,
      words.text(`requests.template.${texts}.${column}.what`),
      words.text(`requests.template.${texts}.${column}.example`),
    ]),
    widths: [26, 70, 36],
  };
}

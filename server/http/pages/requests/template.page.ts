import type { RequestHandler } from 'express';
import type { Words } from '../../../i18n/words.ts';
import { sendCsv } from './list.page.ts';
import { VEHICLE_FIELDS } from './vehicle-form.ts';

/** An empty list of vehicles with the headings of the language, to be filled in with any spreadsheet. */
export function templateDownload(words: Words): RequestHandler {
  return (_request, response) =>
    sendCsv(response, 'vehicles.csv', [VEHICLE_FIELDS.map((field) => words.text(`requests.fields.${field}`))]);
}

import type { ReopenedResult } from '../../../app/verification/reopen-result.ts';
import type { Words } from '../../../i18n/words.ts';
import { CSV_MARK, csvLine } from '../../csv.ts';
import { fileView } from './file-view.ts';

/** The columns, as the locale files name them. */
export const CSV_COLUMNS = [
  'file',
  'number',
  'verdict',
  'reason',
  'vin',
  'vehicle',
  'vehicles',
  'checked',
  'asked',
  'sha256',
] as const;

/** The files of a result, one a row, in the order in which they were given (RFC 4180; UTF-8 with its mark, which Excel asks for). */
export function resultCsv(result: ReopenedResult, words: Words): string {
  const head = CSV_COLUMNS.map((column) => words.text(`pages.result.csv.${column}`));
  const rows = result.files.map((file, index) => {
    const view = fileView(file, index + 1, result.files.length > 1, result.question, words);
    const { vin } = result.question;
    return [
      file.name,
      view.facts?.number ?? '',
      words.text(`pages.verdicts.${view.shown}.word`),
      view.short,
      vin ?? '',
      vin === null ? '' : words.text(`pages.result.vehicle.${view.facts === null ? 'not-established' : view.vehicle}`),
      view.facts === null ? '' : String(view.facts.vehicleCount),
      result.checkedAt,
      result.askedAt,
      file.sha256,
    ];
  });
  return `${CSV_MARK}${[head, ...rows].map(csvLine).join('')}`;
}

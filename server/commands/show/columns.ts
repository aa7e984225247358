import type { Words } from '../../i18n/words.ts';

/** Every column of a table: each has a heading in every locale under terminal.columns. */
export const COLUMNS = [
  'number',
  'status',
  'issued',
  'vehicles',
  'exporter',
  'line',
  'vin',
  'destination',
  'since',
  'why',
  'key',
  'state',
  'manufacturer',
  'algorithm',
  'source',
  'until',
  'from',
  'version',
  'picture',
  'proposed-by',
  'approved-by',
  'retired-by',
  'code',
  'name',
  'uscc',
  'wmis',
  'seal',
  'outlets',
  'anchors',
  'announcement',
  'outlet',
  'phone',
  'entry',
  'time',
  'who',
  'action',
  'phase',
  'subject',
  'detail',
  'chain',
  'result',
  'entries',
  'hash',
  'organisation',
  'kind',
  'roles',
  'last-used',
] as const;
export type Column = (typeof COLUMNS)[number];

/** The headings of a table. */
export function headings(words: Words, ...columns: readonly Column[]): readonly string[] {
  return columns.map((column) => words.text(`terminal.columns.${column}`));
}

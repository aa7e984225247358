import { isCountryCode } from '#core/confirmation/country.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { countryOfCell, dateOfCell, idsOfCell } from '../../../app/requests/vehicle-cells.ts';
import { joinList } from '../../../i18n/join-list.ts';
import type { Words } from '../../../i18n/words.ts';
import type { AcceptedWarning, RequestLine } from '../../../model/requests/vehicle-request.ts';
import { fieldSentence, fieldText } from '../field-words.ts';
import { textOf } from './request-form.ts';
import { destinationText } from './request-view.ts';

/** Vehicles that one page of the form holds. */
export const ROWS_OF_PAGE = 20;
/** Empty rows behind the last vehicle. */
const EMPTY_ROWS = 3;

/** The fields of a vehicle, in the order in which they stand. */
export const VEHICLE_FIELDS = [
  'vin',
  'brand',
  'model',
  'firstRegistration',
  'transferForExport',
  'destination',
  'outlets',
] as const;
export type VehicleField = (typeof VEHICLE_FIELDS)[number];

/** One vehicle as it stands in the form. */
export type FormRow = Readonly<Record<VehicleField, string>> & {
  /** Of the request; null for a new one. */
  readonly line: number | null;
  /** Of the sheet that it came from. */
  readonly row: number | null;
  /** Whether it is ticked to be removed. */
  readonly isRemoved: boolean;
  readonly accepted: readonly AcceptedWarning[];
};

const EMPTY: FormRow = {
  ...{ line: null, row: null, vin: '', brand: '', model: '', firstRegistration: '', transferForExport: '' },
  ...{ destination: '', outlets: '', isRemoved: false, accepted: [] },
};

/** What is stored of a line, as its form shows it. */
export function rowOfLine({ line, row, vehicle, accepted }: RequestLine): FormRow {
  const { transferForExport = '', outlets = [], ...rest } = vehicle;
  return { ...EMPTY, ...rest, line, row, transferForExport, outlets: outlets.join(' '), accepted };
}

/** Empty rows behind so many that are filled in, as far as a form takes them. */
export function emptyRows(filled: number): readonly FormRow[] {
  return Array.from({ length: Math.min(EMPTY_ROWS, ROWS_OF_PAGE + EMPTY_ROWS - filled) }, () => EMPTY);
}

/** The rows that a form was sent with. */
export function postedRows(body: unknown): readonly FormRow[] {
  const places = Array.from({ length: ROWS_OF_PAGE + EMPTY_ROWS }, (_, place) => String(place));
  return places.flatMap((place) => {
    const isThere = typeof body === 'object' && body !== null && Object.hasOwn(body, `vin-${place}`);
    if (!isThere) return [];
    const typed = Object.fromEntries(
      VEHICLE_FIELDS.map((field) => [field, textOf(body, `${field}-${place}`, 1_300).trim()]),
    ) as Readonly<Record<VehicleField, string>>;
    const line = Number(textOf(body, `line-${place}`, 6));
    const isRemoved = textOf(body, `remove-${place}`, 5) !== '';
    const row = { ...EMPTY, ...typed, line: line > 0 ? line : null, isRemoved, accepted: acceptedOf(body, place) };
    return row.line === null && VEHICLE_FIELDS.every((field) => row[field] === '') ? [] : [row];
  });
}

/** A reason accepts the warning whose field it stands in. */
function acceptedOf(body: unknown, place: string): readonly AcceptedWarning[] {
  const prefix = `reason-${place}-`;
  const names = Object.keys(body as object).filter((name) => name.startsWith(prefix));
  return names.flatMap((name) => {
    const reason = textOf(body, name, 300).trim();
    return reason === '' ? [] : [{ code: name.slice(prefix.length), reason }];
  });
}

/** A row as the request takes it. */
export function draftOf({ line, row, outlets, isRemoved: _isRemoved, ...fields }: FormRow) {
  return {
    ...fields,
    ...(line === null ? {} : { line }),
    ...(row === null ? {} : { row }),
    firstRegistration: dateOfCell(fields.firstRegistration),
    transferForExport: dateOfCell(fields.transferForExport),
    destination: countryOfCell(fields.destination),
    outlets: idsOfCell(outlets),
  };
}

/** A row with what is wrong with each of its fields. `place` tells the fields of rows apart. */
export function rowView(
  row: FormRow,
  place: number,
  found: { readonly problems: readonly FieldProblem[]; readonly warnings: readonly FieldProblem[] },
  words: Words,
) {
  const fields = VEHICLE_FIELDS.map((name) => {
    const problems = found.problems.filter((problem) => fieldOf(problem) === name);
    return {
      ...{ name, id: `${name}-${place}`, value: row[name] },
      label: words.text(`requests.fields.${name}`),
      hint: name === 'destination' && isCountryCode(row.destination) ? destinationText(row.destination, words) : '',
      error: problems.length === 0 ? null : problems.map((problem) => problemText(problem, words)).join(' '),
      summaries: problems.map((problem) => fieldSentence(problem, words)),
    };
  });
  const warnings = found.warnings.map((warning) => ({
    id: `reason-${place}-${warning.code}`,
    text: words.text(`errors.${warning.code}.sentence`, warning.data),
    reason: row.accepted.find(({ code }) => code === warning.code)?.reason ?? '',
  }));
  const whole = found.problems.filter((problem) => !VEHICLE_FIELDS.includes(fieldOf(problem) as VehicleField));
  return {
    ...{ place, line: row.line, row: row.row, isRemoved: row.isRemoved, fields, warnings },
    problems: whole.map((problem) => problemText(problem, words)),
    title: row.line === null ? words.text('requests.vehicles.new-row') : titleOf(row, words),
  };
}

function titleOf({ line, row }: FormRow, words: Words): string {
  if (row === null) return words.text('requests.vehicles.line', { line: line ?? 0 });
  return words.text('requests.vehicles.line-and-row', { line: line ?? 0, row });
}

function fieldOf({ pointer }: FieldProblem): string {
  return pointer.split('/')[3] ?? '';
}

function problemText(problem: FieldProblem, words: Words): string {
  const { suggestions } = problem;
  if (suggestions.length === 0) return fieldText(problem, words);
  const list = joinList(suggestions, words.locale, 'disjunction');
  const second = words.text('pages.site.did-you-mean', { suggestions: list });
  return words.text('pages.site.sentences', { first: fieldSentence(problem, words), second });
}

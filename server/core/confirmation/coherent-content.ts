import { contradictionsOfNamedRule } from '#core/confirmation/rules/named-export-rule.ts';
import { isIsoDate } from './calendar.ts';
import type { ConfirmationContent, ConfirmedVehicle } from './confirmation.ts';
import { inPrintedOrder, languagesOf } from './document-languages.ts';
import type { FieldProblem, WordData } from './errors.ts';

/**
 * Whether well-formed content also makes sense: at least one vehicle, languages in their one form, no VIN twice, lines counted from 1, real dates, and
 * every destination and outlet that a vehicle refers to present, the day counts those of the rule that it names, where that
 * is known here. A signed document that fails this is no confirmation.
 */
export function isCoherent(content: ConfirmationContent): boolean {
  return incoherences(content).length === 0;
}

/** Everything in which well-formed content makes no sense, by JSON pointer. */
export function incoherences(content: ConfirmationContent): readonly FieldProblem[] {
  const dates = dateProblems(content);
  const known: References = {
    destinations: new Set(content.destinations.map(({ code }) => code)),
    countryOfOutlet: new Map(content.outlets.map(({ id, country }) => [id, country])),
  };
  // Days can only be counted between real dates.
  const days = dates.length > 0 ? [] : contradictionsOfNamedRule(content);
  return [
    ...(content.vehicles.length === 0 ? [problem('/vehicles', 'required')] : []),
    ...languageProblems(content),
    ...dates,
    ...repeatedVins(content),
    ...content.vehicles.flatMap((vehicle, index) => referenceProblems(vehicle, index, known)),
    ...days.map(({ pointer, expected }) => problem(pointer, 'day-count-wrong', { expected, rule: content.rule.id })),
  ];
}

function problem(pointer: string, code: FieldProblem['code'], data: WordData = {}): FieldProblem {
  return { pointer, code, data, suggestions: [] };
}

/** Chinese among them, each once and in order; and each destination named in Russian where that is printed, and only there. */
function languageProblems(content: ConfirmationContent): readonly FieldProblem[] {
  const languages = languagesOf(content);
  const isRussian = languages.includes('ru');
  return [
    ...(languages.includes('zh') ? [] : [problem('/languages', 'languages-without-chinese')]),
    ...(languages.join() === inPrintedOrder(languages).join() ? [] : [problem('/languages', 'not-valid')]),
    ...content.destinations.flatMap(({ ru }, index) => {
      if ((ru !== undefined) === isRussian) return [];
      const pointer = `/destinations/${index}/ru`;
      return [isRussian ? problem(pointer, 'required') : problem(pointer, 'unknown-field', { field: 'ru' })];
    }),
  ];
}

function dateProblems({ issuedAt, applicationDate, vehicles }: ConfirmationContent): readonly FieldProblem[] {
  const wrong = (pointer: string, date: string | null) =>
    date === null || isIsoDate(date) ? [] : [problem(pointer, 'date-not-valid', { date })];
  return [
    ...(Number.isNaN(Date.parse(issuedAt)) ? [problem('/issuedAt', 'date-not-valid', { date: issuedAt })] : []),
    ...wrong('/applicationDate', applicationDate),
    ...vehicles.flatMap(({ firstRegistration, transferForExport, lastDayNeeded }, index) => [
      ...wrong(`/vehicles/${index}/firstRegistration`, firstRegistration),
      ...wrong(`/vehicles/${index}/transferForExport`, transferForExport),
      ...wrong(`/vehicles/${index}/lastDayNeeded`, lastDayNeeded),
    ]),
  ];
}

function repeatedVins({ vehicles }: ConfirmationContent): readonly FieldProblem[] {
  const firstAt = new Map<string, number>();
  return vehicles.flatMap(({ vin }, index) => {
    const first = firstAt.get(vin);
    if (first !== undefined) return [problem(`/vehicles/${index}/vin`, 'vin-repeated', { vin, line: first + 1 })];
    firstAt.set(vin, index);
    return [];
  });
}

type References = {
  readonly destinations: ReadonlySet<string>;
  readonly countryOfOutlet: ReadonlyMap<string, string>;
};

/** The line's own place, and what it refers to. */
function referenceProblems(
  { line, destination, outlets }: ConfirmedVehicle,
  index: number,
  known: References,
): readonly FieldProblem[] {
  const at = `/vehicles/${index}`;
  return [
    ...(line === index + 1 ? [] : [problem(`${at}/line`, 'line-wrong', { expected: index + 1 })]),
    ...(known.destinations.has(destination)
      ? []
      : [problem(`${at}/destination`, 'destination-not-named', { country: destination })]),
    ...(outlets.length > 0 ? [] : [problem(`${at}/outlets`, 'required')]),
    ...outlets.flatMap((id, place) => {
      const pointer = `${at}/outlets/${place}`;
      const country = known.countryOfOutlet.get(id);
      if (country === undefined) return [problem(pointer, 'outlet-unknown', { outlet: id })];
      return country === destination
        ? []
        : [problem(pointer, 'outlet-elsewhere', { outlet: id, country, destination })];
    }),
  ];
}

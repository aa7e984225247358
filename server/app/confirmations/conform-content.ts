import { incoherences } from '#core/confirmation/coherent-content.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { confirmationContentSchema } from '#core/confirmation/confirmation-content-schema.ts';
import { isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import { inspectUscc } from '#core/confirmation/uscc.ts';
import { inspectVin, modelYearPlausible } from '#core/confirmation/vin.ts';
import { fieldProblem, shapeProblems } from './confirmation-request.ts';

export type Conformity = {
  /** Everything that is wrong, by JSON pointer. */
  readonly problems: readonly FieldProblem[];
  /** What may be right and should be looked at. */
  readonly warnings: readonly FieldProblem[];
  /** False where the shape is wrong: then references and day counts could not be judged. */
  readonly isComplete: boolean;
};

/**
 * Holds the data of a confirmation against its shape, against itself, and against what the trade knows: check characters,
 * countries, dates. Whatever has its type is judged, also where the rest is wrong. Never throws for what is in the value.
 */
export function conformContent(value: unknown): Conformity {
  const parsed = confirmationContentSchema.safeParse(value, { reportInput: true });
  const known = [...numberProblems(value), ...usccProblems(value), ...countryProblems(value)];
  const vins = vinProblems(value);
  const exact = [...known, ...vins.problems];
  if (!parsed.success) {
    // A field that is told apart by a code of its own need not be called not valid, too.
    const told = new Set(exact.map(({ pointer }) => pointer));
    const shape = shapeProblems(parsed.error).filter(({ pointer, code }) => code !== 'not-valid' || !told.has(pointer));
    return { problems: [...shape, ...exact], warnings: vins.warnings, isComplete: false };
  }
  const coherence = incoherences(parsed.data);
  const problems = [...coherence, ...exact, ...dateProblems(parsed.data)];
  return { problems, warnings: vins.warnings, isComplete: true };
}

/** The value at a path of names; undefined where there is none. */
function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}

function entriesAt(value: unknown, name: string): readonly (readonly [pointer: string, entry: unknown])[] {
  const list = at(value, name);
  return Array.isArray(list) ? list.map((entry, index) => [`/${name}/${index}`, entry] as const) : [];
}

function numberProblems(value: unknown): readonly FieldProblem[] {
  return ['number', 'supersedes'].flatMap((name) => {
    const number = at(value, name);
    if (typeof number !== 'string') return [];
    const read = readTyped('number', number);
    if (read.kind === 'ask') return [fieldProblem(`/${name}`, read.code, read.data, read.suggestions)];
    return read.text === number ? [] : [fieldProblem(`/${name}`, 'number-mistyped', {}, [read.text])];
  });
}

function usccProblems(value: unknown): readonly FieldProblem[] {
  return ['manufacturer', 'exporter'].flatMap((name) => {
    const uscc = at(value, name, 'uscc');
    if (typeof uscc !== 'string') return [];
    return inspectUscc(uscc).map(({ code, data }) => fieldProblem(`/${name}/uscc`, code, data));
  });
}

function countryProblems(value: unknown): readonly FieldProblem[] {
  const places = [
    ...entriesAt(value, 'vehicles').map(([pointer, entry]) => [`${pointer}/destination`, at(entry, 'destination')]),
    ...entriesAt(value, 'destinations').map(([pointer, entry]) => [`${pointer}/code`, at(entry, 'code')]),
    ...entriesAt(value, 'outlets').map(([pointer, entry]) => [`${pointer}/country`, at(entry, 'country')]),
  ] as const;
  return places.flatMap(([pointer, country]) =>
    typeof country !== 'string' || isCountryCode(country)
      ? []
      : [fieldProblem(String(pointer), 'country-unknown', { country: country.slice(0, 20) }, likelyCountry(country))],
  );
}

function vinProblems(value: unknown): Pick<Conformity, 'problems' | 'warnings'> {
  const found = entriesAt(value, 'vehicles').flatMap(([pointer, entry]) => {
    const vin = at(entry, 'vin');
    return typeof vin === 'string' ? inspectVin(vin.slice(0, 60)).map((problem) => ({ ...problem, pointer })) : [];
  });
  const as = (severity: 'error' | 'warning') =>
    found
      .filter((problem) => problem.severity === severity)
      .map(({ pointer, code, data, suggestions }) => fieldProblem(`${pointer}/vin`, code, data, suggestions));
  return { problems: as('error'), warnings: as('warning') };
}

/** What no calendar refuses and no vehicle can have. */
function dateProblems({ vehicles }: ConfirmationContent): readonly FieldProblem[] {
  return vehicles.flatMap(({ vin, firstRegistration, transferForExport }, index) => [
    ...(modelYearPlausible(vin, firstRegistration)
      ? []
      : [
          fieldProblem(`/vehicles/${index}/vin`, 'vin-model-year', {
            vin,
            firstRegistration,
            character: vin.charAt(9),
          }),
        ]),
    ...(transferForExport === null || transferForExport >= firstRegistration
      ? []
      : [
          fieldProblem(`/vehicles/${index}/transferForExport`, 'transfer-before-registration', {
            firstRegistration,
            transferForExport,
          }),
        ]),
  ]);
}

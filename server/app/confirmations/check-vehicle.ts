import type { IsoDate } from '#core/confirmation/calendar.ts';
import { isIsoDate } from '#core/confirmation/calendar.ts';
import { isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import type { FieldProblem } from '#core/confirmation/errors.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { WmiAuthority } from '#core/confirmation/rules/announcement-listing.ts';
import { entitledToVin } from '#core/confirmation/rules/manufacturer-entitlement.ts';
import { inspectVin, isWellFormedVin, modelYearPlausible, wmiOf } from '#core/confirmation/vin.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { RequestDraft } from './confirmation-request.ts';
import { fieldProblem } from './confirmation-request.ts';

type VehicleDraft = RequestDraft['vehicles'][number];

/** What a vehicle is held against. */
export type VehicleContext = {
  /** Null when the request names none that is known: then whether the VIN is its own waits. */
  readonly manufacturer: Manufacturer | null;
  /** What the trust list lets it vouch for; null where that could not be asked yet. */
  readonly vouchedWmis: readonly WmiAuthority[] | null;
  /** Those active today: of the manufacturer, or of every one where it is not known. */
  readonly outlets: readonly RegisteredOutlet[];
  readonly today: IsoDate;
};

export type VehicleFindings = {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
};

/** Everything wrong with one vehicle of a request, and what merely deserves a look. `pointer` is `/vehicles/<index>`. */
export function checkVehicle(vehicle: VehicleDraft, pointer: string, context: VehicleContext): VehicleFindings {
  const vin = vinFindings(vehicle, `${pointer}/vin`, context);
  return {
    problems: [
      ...vin.problems,
      ...dateProblems(vehicle, pointer, context.today),
      ...destinationProblems(vehicle, `${pointer}/destination`, context),
      ...outletProblems(vehicle, `${pointer}/outlets`, context),
    ],
    warnings: vin.warnings,
  };
}

function vinFindings(
  { vin, firstRegistration }: VehicleDraft,
  pointer: string,
  context: VehicleContext,
): VehicleFindings {
  if (vin === undefined) return { problems: [], warnings: [] };
  const found = inspectVin(vin);
  const asField = ({ code, data, suggestions }: (typeof found)[number]) =>
    fieldProblem(pointer, code, data, suggestions);
  const problems = found.filter((problem) => problem.severity === 'error').map(asField);
  const warnings = found.filter((problem) => problem.severity === 'warning').map(asField);
  if (!isWellFormedVin(vin)) return { problems, warnings };
  if (firstRegistration !== undefined && isIsoDate(firstRegistration) && !modelYearPlausible(vin, firstRegistration))
    problems.push(fieldProblem(pointer, 'vin-model-year', { vin, firstRegistration, character: vin.charAt(9) }));
  return { problems: [...problems, ...makerProblems(vin, pointer, context)], warnings };
}

/** The VIN must be the manufacturer's own, by its registration here and by the trust list: a verifier asks the latter. */
function makerProblems(vin: string, pointer: string, context: VehicleContext): readonly FieldProblem[] {
  const { manufacturer, vouchedWmis, today } = context;
  if (manufacturer === null) return [];
  const data = { vin, wmi: wmiOf(vin), manufacturer: manufacturer.nameZh };
  if (entitledToVin(manufacturer.wmis, vin, today) === null) return [fieldProblem(pointer, 'vin-not-yours', data)];
  if (vouchedWmis === null || entitledToVin(vouchedWmis, vin, today) !== null) return [];
  return [fieldProblem(pointer, 'vin-not-vouched-for', data)];
}

function dateProblems(vehicle: VehicleDraft, pointer: string, today: IsoDate): readonly FieldProblem[] {
  const { firstRegistration, transferForExport } = vehicle;
  const problems = [
    ...oneDate(firstRegistration, `${pointer}/firstRegistration`, today),
    ...oneDate(transferForExport, `${pointer}/transferForExport`, today),
  ];
  if (problems.length > 0 || transferForExport === undefined || firstRegistration === undefined) return problems;
  if (transferForExport >= firstRegistration) return [];
  const data = { firstRegistration, transferForExport };
  return [fieldProblem(`${pointer}/transferForExport`, 'transfer-before-registration', data)];
}

function oneDate(date: string | undefined, pointer: string, today: IsoDate): readonly FieldProblem[] {
  if (date === undefined) return [];
  if (!isIsoDate(date)) return [fieldProblem(pointer, 'date-not-valid', { date })];
  return date > today ? [fieldProblem(pointer, 'date-in-future', { date, today })] : [];
}

/** The destination must be served by an active outlet. */
function destinationProblems(
  { destination }: VehicleDraft,
  pointer: string,
  { outlets }: VehicleContext,
): readonly FieldProblem[] {
  if (destination === undefined || outlets.some(({ country }) => country === destination)) return [];
  const data = { country: destination };
  if (isCountryCode(destination)) return [fieldProblem(pointer, 'destination-not-served', data)];
  return [fieldProblem(pointer, 'country-unknown', data, likelyCountry(destination))];
}

/** The outlets named must be active, and in the destination where that is served at all. */
function outletProblems(vehicle: VehicleDraft, pointer: string, context: VehicleContext): readonly FieldProblem[] {
  const { destination, outlets = [] } = vehicle;
  const isServed = context.outlets.some(({ country }) => country === destination);
  return outlets.flatMap((id, index) => {
    const at = `${pointer}/${index}`;
    const known = context.outlets.filter((candidate) => candidate.id === id);
    const [first] = known;
    if (first === undefined) return [fieldProblem(at, 'outlet-unknown', { outlet: id })];
    if (destination === undefined || !isServed || known.some(({ country }) => country === destination)) return [];
    return [fieldProblem(at, 'outlet-elsewhere', { outlet: id, country: first.country, destination })];
  });
}

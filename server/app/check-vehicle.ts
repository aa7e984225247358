import type { IsoDate } from '../domain/calendar.ts';
import { isIsoDate, isWithin } from '../domain/calendar.ts';
import { isCountryCode } from '../domain/country.ts';
import type { FieldProblem } from '../domain/errors.ts';
import type { Manufacturer } from '../domain/manufacturer.ts';
import type { RegisteredOutlet } from '../domain/outlet.ts';
import { entitledToVin } from '../domain/rules/manufacturer-entitlement.ts';
import { inspectVin, modelYearPlausible, wmiOf } from '../domain/vin.ts';
import type { ConfirmationRequest } from './confirmation-request.ts';
import { fieldProblem } from './confirmation-request.ts';

type RequestedVehicle = ConfirmationRequest['vehicles'][number];

/** What a vehicle is held against. `manufacturer` is null when the request names an unknown one: then its own rules wait. */
export type VehicleContext = {
  readonly manufacturer: Manufacturer | null;
  readonly outlets: readonly RegisteredOutlet[];
  readonly today: IsoDate;
};

export type VehicleFindings = {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
};

/** Everything wrong with one vehicle of a request, and what merely deserves a look. `pointer` is `/vehicles/<index>`. */
export function checkVehicle(vehicle: RequestedVehicle, pointer: string, context: VehicleContext): VehicleFindings {
  const vin = vinFindings(vehicle, `${pointer}/vin`, context);
  return {
    problems: [
      ...vin.problems,
      ...dateProblems(vehicle, pointer, context.today),
      ...destinationProblems(vehicle, pointer, context),
    ],
    warnings: vin.warnings,
  };
}

function vinFindings(vehicle: RequestedVehicle, pointer: string, context: VehicleContext): VehicleFindings {
  const { vin, firstRegistration } = vehicle;
  const found = inspectVin(vin);
  const asField = ({ code, data, suggestions }: (typeof found)[number]) =>
    fieldProblem(pointer, code, data, suggestions);
  const problems = found.filter((problem) => problem.severity === 'error').map(asField);
  const warnings = found.filter((problem) => problem.severity === 'warning').map(asField);
  if (problems.length > 0) return { problems, warnings };
  if (isIsoDate(firstRegistration) && !modelYearPlausible(vin, firstRegistration))
    problems.push(fieldProblem(pointer, 'vin-model-year', { vin, firstRegistration, character: vin.charAt(9) }));
  const { manufacturer, today } = context;
  if (manufacturer !== null && entitledToVin(manufacturer.wmis, vin, today) === null)
    problems.push(fieldProblem(pointer, 'vin-not-yours', { vin, wmi: wmiOf(vin), manufacturer: manufacturer.nameZh }));
  return { problems, warnings };
}

function dateProblems(vehicle: RequestedVehicle, pointer: string, today: IsoDate): readonly FieldProblem[] {
  const { firstRegistration, transferForExport } = vehicle;
  const problems = [
    ...oneDate(firstRegistration, `${pointer}/firstRegistration`, today),
    ...(transferForExport === undefined ? [] : oneDate(transferForExport, `${pointer}/transferForExport`, today)),
  ];
  if (problems.length > 0 || transferForExport === undefined || transferForExport >= firstRegistration) return problems;
  return [
    fieldProblem(`${pointer}/transferForExport`, 'transfer-before-registration', {
      firstRegistration,
      transferForExport,
    }),
  ];
}

function oneDate(date: string, pointer: string, today: IsoDate): readonly FieldProblem[] {
  if (!isIsoDate(date)) return [fieldProblem(pointer, 'date-not-valid', { date })];
  return date > today ? [fieldProblem(pointer, 'date-in-future', { date, today })] : [];
}

/** The destination must be served by an active outlet, and the outlets named must be active there. */
function destinationProblems(
  vehicle: RequestedVehicle,
  pointer: string,
  context: VehicleContext,
): readonly FieldProblem[] {
  const { destination } = vehicle;
  if (!isCountryCode(destination))
    return [fieldProblem(`${pointer}/destination`, 'country-unknown', { country: destination })];
  if (context.manufacturer === null) return [];
  const active = context.outlets.filter((outlet) => isWithin(outlet.active, context.today));
  if (!active.some((outlet) => outlet.country === destination))
    return [fieldProblem(`${pointer}/destination`, 'destination-not-served', { country: destination })];
  return (vehicle.outlets ?? []).flatMap((id, index) => {
    const outlet = active.find((candidate) => candidate.id === id);
    const at = `${pointer}/outlets/${index}`;
    if (outlet === undefined) return [fieldProblem(at, 'outlet-unknown', { outlet: id })];
    if (outlet.country !== destination)
      return [fieldProblem(at, 'outlet-elsewhere', { outlet: id, country: outlet.country, destination })];
    return [];
  });
}

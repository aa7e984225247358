import type { IsoDate } from '../domain/calendar.ts';
import { isIsoDate, isWithin } from '../domain/calendar.ts';
import type { FieldProblem, Result } from '../domain/errors.ts';
import { refuse, succeed } from '../domain/errors.ts';
import type { AnnouncementListing, Manufacturer } from '../domain/manufacturer.ts';
import type { RegisteredOutlet } from '../domain/outlet.ts';
import { inspectUscc, normalizeUscc } from '../domain/uscc.ts';
import { normalizeVin } from '../domain/vin.ts';
import type { ManufacturerDirectory } from '../ports/manufacturer-directory.ts';
import type { VinHolders } from '../ports/vin-holders.ts';
import { textProblems } from './check-texts.ts';
import { checkVehicle, type VehicleContext } from './check-vehicle.ts';
import type { ConfirmationRequest } from './confirmation-request.ts';
import { fieldProblem } from './confirmation-request.ts';
import { vinsTaken } from './vins-taken.ts';

export type CheckDependencies = {
  readonly directory: ManufacturerDirectory;
  readonly holders: VinHolders;
  readonly unprintable: (text: string) => readonly string[];
};

/** A request that may be issued: normalised, with everything the document needs. */
export type CheckedRequest = {
  readonly request: ConfirmationRequest;
  readonly manufacturer: Manufacturer;
  readonly listing: AnnouncementListing;
  /** The manufacturer's outlets that are active today. */
  readonly outlets: readonly RegisteredOutlet[];
  readonly warnings: readonly FieldProblem[];
};

/**
 * Holds a request against the rules of the trade; refuses with *every* fault at once. `today` is the date in Shanghai.
 * VINs that are taken are named beside other faults; when they are the only one, `reserve` says so, which alone decides
 * and first looks whether the same request was issued before.
 */
export async function checkRequest(
  deps: CheckDependencies,
  input: ConfirmationRequest,
  today: IsoDate,
): Promise<Result<CheckedRequest>> {
  const request = normalizeRequest(input);
  const manufacturer = await deps.directory.manufacturer(request.manufacturer);
  const outlets = manufacturer === null ? [] : await deps.directory.outlets(manufacturer.id);
  const context: VehicleContext = { manufacturer, outlets, today };
  const listing = listingOn(manufacturer, today);
  const active = outlets.filter((outlet) => isWithin(outlet.active, today));
  const vehicleFindings = request.vehicles.map((vehicle, index) =>
    checkVehicle(vehicle, `/vehicles/${index}`, context),
  );
  const vins = request.vehicles.map((vehicle) => vehicle.vin);
  const problems = [
    ...manufacturerProblems(manufacturer, listing),
    ...headProblems(request),
    ...textProblems(request, { unprintable: deps.unprintable, manufacturer, listing, outlets: active }),
    ...vehicleFindings.flatMap((finding) => finding.problems),
    ...repeatedVins(vins),
  ];
  if (problems.length > 0 || manufacturer === null || listing === null) {
    const taken = vinsTaken(await deps.holders.taken(vins, request.supersedes ?? null), vins);
    return refuse('request-not-valid', { count: problems.length + taken.length }, [...problems, ...taken]);
  }
  return succeed({
    request,
    manufacturer,
    listing,
    outlets: active,
    warnings: vehicleFindings.flatMap((finding) => finding.warnings),
  });
}

/** What people type in many ways, in its one form. */
function normalizeRequest(request: ConfirmationRequest): ConfirmationRequest {
  return {
    ...request,
    exporter: { name: request.exporter.name.normalize('NFC'), uscc: normalizeUscc(request.exporter.uscc) },
    ...(request.supersedes === undefined ? {} : { supersedes: request.supersedes.toUpperCase() }),
    vehicles: request.vehicles.map((vehicle) => ({
      ...vehicle,
      vin: normalizeVin(vehicle.vin),
      brand: vehicle.brand.normalize('NFC'),
      model: vehicle.model.normalize('NFC'),
      destination: vehicle.destination.toUpperCase(),
    })),
  };
}

function listingOn(manufacturer: Manufacturer | null, today: IsoDate): AnnouncementListing | null {
  return (
    manufacturer?.listings.find((listing) => listing.nameZh === manufacturer.nameZh && isWithin(listing, today)) ?? null
  );
}

function manufacturerProblems(
  manufacturer: Manufacturer | null,
  listing: AnnouncementListing | null,
): readonly FieldProblem[] {
  if (manufacturer === null) return [fieldProblem('/manufacturer', 'manufacturer-unknown')];
  if (listing === null)
    return [fieldProblem('/manufacturer', 'manufacturer-not-listed', { name: manufacturer.nameZh })];
  return [];
}

function headProblems(request: ConfirmationRequest): readonly FieldProblem[] {
  const problems: FieldProblem[] = inspectUscc(request.exporter.uscc).map(({ code, data }) =>
    fieldProblem('/exporter/uscc', code, data),
  );
  const { applicationDate } = request;
  if (applicationDate !== undefined && !isIsoDate(applicationDate))
    problems.push(fieldProblem('/applicationDate', 'date-not-valid', { date: applicationDate }));
  return problems;
}

/** Each VIN that stands a second time, at its second place. */
function repeatedVins(vins: readonly string[]): readonly FieldProblem[] {
  const firstAt = new Map<string, number>();
  return vins.flatMap((vin, index) => {
    const first = firstAt.get(vin);
    if (first !== undefined) return [fieldProblem(`/vehicles/${index}/vin`, 'vin-repeated', { vin, line: first + 1 })];
    firstAt.set(vin, index);
    return [];
  });
}

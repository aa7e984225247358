import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import { withEvent } from '../../model/requests/request-changes.ts';
import {
  isUndecided,
  type RequestedVehicle,
  type RequestLine,
  type VehicleRequest,
  writersOf,
} from '../../model/requests/vehicle-request.ts';
import { fieldProblem, shapeProblems } from '../confirmations/confirmation-request.ts';
import { changeStoredRequest, type RequestTarget, type StoredRequestDependencies } from './change-stored-request.ts';
import { contentSchema, openLine, type RequestContent, type VehicleDraft, vehicleOf } from './request-schema.ts';

/** States in which whoever writes a request may change what it asks for. */
export const WRITABLE: readonly VehicleRequest['state'][] = ['draft', 'asked-back'];

/**
 * Puts what is asked for in the place of what was: dates, languages, and the vehicles that nobody has decided on. A vehicle
 * that names its line stays that line; one that is left out goes. An acceptance holds for the VIN that it was given for.
 */
export async function setContent(
  deps: StoredRequestDependencies,
  target: RequestTarget,
  input: unknown,
): Promise<Result<VehicleRequest>> {
  const parsed = contentSchema.safeParse(input, { reportInput: true });
  const how = { action: 'make-request', owner: writersOf } as const;
  return changeStoredRequest(deps, target, how, (request, at) => {
    if (!parsed.success) return refuse('request-not-valid', {}, shapeProblems(parsed.error));
    if (!WRITABLE.includes(request.state) || request.kind === 'withdrawal') return wrongState(request);
    const problems = unknownLines(request, parsed.data.vehicles);
    if (problems.length > 0) return refuse('request-not-valid', {}, problems);
    const changed = { ...request, ...contentOf(request, parsed.data) };
    if (JSON.stringify(changed) === JSON.stringify(request)) return succeed(null);
    const told = withEvent(changed, 'changed', { by: target.actor, at });
    return succeed({ request: { ...told, form: request.form } });
  });
}

/** What cannot be done to a request that stands so. */
export function wrongState({ state }: VehicleRequest): Result<never> {
  return refuse('request-state-wrong', { state });
}

function unknownLines(request: VehicleRequest, vehicles: readonly VehicleDraft[]): readonly FieldProblem[] {
  const open = new Set(request.lines.filter(isUndecided).map(({ line }) => line));
  const named = vehicles.map(({ line }) => line);
  return named.flatMap((line, index) => {
    if (line === undefined || (open.has(line) && named.indexOf(line) === index)) return [];
    return [fieldProblem(`/vehicles/${index}/line`, 'line-unknown', { line })];
  });
}

function contentOf(request: VehicleRequest, { applicationDate, languages, vehicles }: RequestContent) {
  const former = new Map(request.lines.map((line) => [line.line, line]));
  const decided = request.lines.filter((line) => !isUndecided(line));
  // While nobody else has seen it, a new list is counted from 1; what was submitted keeps its numbers for ever.
  const isNewList = request.submittedAt === null && vehicles.every(({ line }) => line === undefined);
  const head = {
    applicationDate: applicationDate === '' ? null : applicationDate,
    languages: languages.length === 0 ? null : languages,
  };
  const isSameHead =
    head.applicationDate === request.applicationDate &&
    JSON.stringify(head.languages) === JSON.stringify(request.languages);
  let last = isNewList ? 0 : Math.max(0, ...request.lines.map(({ line }) => line));
  const lines = vehicles.map((vehicle) => {
    const known = vehicle.line === undefined ? undefined : former.get(vehicle.line);
    if (known !== undefined) return rewritten(known, vehicle, isSameHead);
    last += 1;
    return openLine(last, vehicle);
  });
  return {
    ...head,
    lines: [...decided, ...lines].toSorted((a, b) => a.line - b.line),
  };
}

/** What is asked for otherwise than it failed is open again: no batch has it any more. */
function rewritten(former: RequestLine, draft: VehicleDraft, isSameHead: boolean): RequestLine {
  const vehicle = vehicleOf(draft);
  const isSame = isSameHead && textOf(vehicle) === textOf(former.vehicle);
  return {
    ...former,
    ...(isSame ? {} : { state: 'open', reason: null, batchId: null }),
    row: draft.row ?? former.row,
    vehicle,
    accepted: former.vehicle.vin === vehicle.vin || former.vehicle.vin === '' ? draft.accepted : [],
  };
}

function textOf({ vin, brand, model, destination, ...rest }: RequestedVehicle): string {
  const { firstRegistration, transferForExport = '', outlets = [] } = rest;
  return JSON.stringify([vin, brand, model, destination, firstRegistration, transferForExport, outlets]);
}

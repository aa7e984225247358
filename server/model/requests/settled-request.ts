import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { type Moment, withEvent, withLinesMarked } from './request-changes.ts';
import { isUndecided, type VehicleRequest } from './vehicle-request.ts';

/** States in which something is still to come of a request that was submitted. */
export const STANDING_STATES = ['submitted', 'asked-back'] as const;

/**
 * The request with what the registry says was done of it already, whoever did it and where; null where nothing is to be told.
 * A withdrawal is done when none of its vehicles is in force. Vehicles to be replaced are issued with the confirmation that
 * superseded theirs (`successor`).
 */
export function settledRequest(
  request: VehicleRequest,
  confirmation: RegisteredConfirmation,
  successor: RegisteredConfirmation | null,
  moment: Moment,
): VehicleRequest | null {
  if (!STANDING_STATES.some((state) => state === request.state)) return null;
  if (request.kind === 'withdrawal') return withdrawn(request, confirmation, moment);
  return request.kind === 'replacement' && successor !== null ? replaced(request, successor, moment) : null;
}

function withdrawn(request: VehicleRequest, confirmation: RegisteredConfirmation, moment: Moment) {
  const live = new Set(confirmation.lines.flatMap(({ vin, standing }) => (standing.status === 'live' ? [vin] : [])));
  if (request.lines.some(({ vehicle }) => live.has(vehicle.vin))) return null;
  const told = withEvent(request, 'ended', moment, { lines: request.lines.map(({ line }) => line) });
  return withEvent({ ...told, state: 'closed' }, 'closed', moment);
}

function replaced(request: VehicleRequest, successor: RegisteredConfirmation, moment: Moment) {
  // Whose the vehicles are now is told to nobody else.
  if (successor.content.exporter.uscc !== request.exporter.uscc) return null;
  // What is being sealed for the request is told by its batch.
  if (request.lines.some(({ state }) => state === 'proposed')) return null;
  const vins = new Set(successor.lines.map(({ vin }) => vin));
  const lines = request.lines.filter((line) => isUndecided(line) && vins.has(line.vehicle.vin));
  if (lines.length === 0) return null;
  const mark = { state: 'issued', batchId: null, number: successor.number } as const;
  return withLinesMarked(
    request,
    lines.map(({ line }) => line),
    mark,
    moment,
  );
}

/** The number of what took the place of a confirmation; null where nothing did. */
export function successorOf({ lines }: RegisteredConfirmation): string | null {
  for (const { standing } of lines) if (standing.status === 'superseded') return standing.supersededBy;
  return null;
}

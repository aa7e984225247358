import { actorText } from '../../model/access/actor.ts';
import { isUndecided, type RequestLine, type VehicleRequest } from '../../model/requests/vehicle-request.ts';

/** A request as a list tells programs of it: its vehicles are counted. */
export function describeRequestSummary(request: VehicleRequest) {
  const { id, reference, kind, state, concerns, exporter, manufacturerId, applicationDate, languages, lines } = request;
  return {
    ...{ id, reference, kind, state, manufacturerId, concerns, applicationDate, languages },
    exporter: { name: exporter.name, uscc: exporter.uscc },
    vehicles: lines.length,
    undecided: state === 'submitted' ? lines.filter(isUndecided).length : 0,
    createdBy: actorText(request.createdBy),
    createdAt: request.createdAt,
    submittedAt: request.submittedAt,
  };
}

/** A request with what became of each vehicle, and the question that waits for an answer. */
export function describeRequest(request: VehicleRequest) {
  const asked = request.events.findLast(({ kind }) => kind === 'asked-back');
  return {
    ...describeRequestSummary(request),
    question: request.state === 'asked-back' ? (asked?.text ?? null) : null,
    lines: request.lines.map(describeLine),
  };
}

function describeLine({ line, vehicle, accepted, state, reason, number }: RequestLine) {
  return {
    line,
    ...{ vin: vehicle.vin, brand: vehicle.brand, model: vehicle.model },
    firstRegistration: vehicle.firstRegistration,
    transferForExport: vehicle.transferForExport ?? null,
    destination: vehicle.destination,
    outlets: vehicle.outlets ?? null,
    ...{ accepted, state, reason, number },
  };
}

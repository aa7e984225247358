import type { VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { Collections } from '../../ports/collections.ts';
import { ofManufacturer, readRequest, requestTags } from './request-records.ts';

/** That another request for the same vehicle was made to the same manufacturer, and what became of it. */
export type OtherRequest = {
  readonly vin: string;
  readonly requestId: string;
  readonly reference: string;
  readonly exporter: string;
  readonly at: string;
  readonly outcome: 'refused' | 'asked-for';
  readonly reason: string | null;
};

/** Of one vehicle, that are looked at. */
const MAX_OTHERS = 5;

/** What else the manufacturer was asked about these vehicles, newest first: refusals, and requests that still stand. */
export async function otherRequests(
  { collections }: { readonly collections: Pick<Collections, 'list'> },
  request: VehicleRequest,
  vins: readonly string[],
): Promise<readonly OtherRequest[]> {
  const found = await Promise.all(vins.map((vin) => ofVehicle(collections, request, vin)));
  return found.flat();
}

async function ofVehicle(
  collections: Pick<Collections, 'list'>,
  request: VehicleRequest,
  vin: string,
): Promise<readonly OtherRequest[]> {
  const tags = [requestTags.vin(vin), ofManufacturer(request.manufacturerId)];
  const records = await collections.list('requests', { tags, after: null, limit: MAX_OTHERS + 1 });
  return records.map(readRequest).flatMap((other) => {
    if (other.id === request.id || other.state === 'cancelled') return [];
    return other.lines
      .filter((line) => line.vehicle.vin === vin && (line.state === 'refused' || line.state === 'open'))
      .map(({ state, reason }) => ({
        ...{ vin, requestId: other.id, reference: other.reference, exporter: other.exporter.name },
        at: other.submittedAt ?? other.createdAt,
        outcome: state === 'refused' ? ('refused' as const) : ('asked-for' as const),
        reason,
      }));
  });
}

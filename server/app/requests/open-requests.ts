import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { VehicleRequest } from '../../model/requests/vehicle-request.ts';
import type { Collections } from '../../ports/collections.ts';
import { requestTags } from './request-records.ts';

/** Requests of one exporter that may wait at once: with a thousand vehicles each, more than any clerk decides on in a week. */
export const MAX_OPEN_REQUESTS = 500;

/** Refuses where an exporter has as many open requests as it may have. A manufacturer's own are bounded by its people. */
export async function roomForRequest(
  { collections }: { readonly collections: Pick<Collections, 'count'> },
  { side, exporter }: VehicleRequest,
): Promise<Result<null>> {
  if (side !== 'exporter') return succeed(null);
  const open = await collections.count('requests', [requestTags.openOf(exporter.uscc)], MAX_OPEN_REQUESTS);
  return open >= MAX_OPEN_REQUESTS ? refuse('too-many-open-requests', { most: MAX_OPEN_REQUESTS }) : succeed(null);
}

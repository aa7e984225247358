import { LEASE_MS } from '../../ports/reservation-leases.ts';

/** A lease that begins at the moment at which the server computes this. */
export const FROM_NOW = { leaseUntil: { $add: ['$$NOW', LEASE_MS] } } as const;

/** Whether a lease is over, by the server's clock. The first part is what the index `open` is over. */
export function isOver() {
  return { leaseUntil: { $exists: true }, $expr: { $lt: ['$leaseUntil', '$$NOW'] } };
}

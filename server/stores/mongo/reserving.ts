import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Holdings } from '../records/holdings.ts';
import type { Database } from './database.ts';

/** Who reserves, where, and what the instance says of the time: what the steps of a reservation need. */
export type Reserving = Database & {
  /** Names this opening among all instances. With the number, which is given once, it tells a late holder from the next one. */
  readonly owner: string;
  readonly holdings: Holdings;
  /** For the audit log alone: leases go by the clock of the server. */
  readonly now: () => IsoInstant;
};

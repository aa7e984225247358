import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { Holdings } from '../records/holdings.ts';
import type { Owner } from './owner.ts';
import type { Patience } from './patience.ts';

/** Who reserves, and when: what the steps of a reservation need beside the database. */
export type Reserving = {
  readonly owner: Owner;
  readonly holdings: Holdings;
  readonly now: () => IsoInstant;
  readonly patience: Patience;
};

import type { ValidityInterval } from './calendar.ts';

/** What an overseas after-sales outlet undertakes. */
export const OUTLET_SERVICES = ['maintenance', 'repair', 'warranty', 'spare-parts', 'software', 'battery'] as const;
export type OutletService = (typeof OUTLET_SERVICES)[number];

/** An overseas after-sales outlet that a manufacturer's confirmation names. */
export type Outlet = {
  readonly id: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly name: string;
  readonly provider: string;
  readonly address: string;
  readonly phone: string;
  readonly services: readonly OutletService[];
};

/** An outlet with the manufacturer that registered it and the days on which it is active. */
export type RegisteredOutlet = Outlet & { readonly manufacturerId: string; readonly active: ValidityInterval };

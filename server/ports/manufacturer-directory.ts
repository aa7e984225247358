import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { Manufacturer } from '../model/manufacturers/manufacturer.ts';

/** The manufacturers of this install and their overseas outlets. */
export type ManufacturerDirectory = {
  /** By id; null when there is none. */
  readonly manufacturer: (id: string) => Promise<Manufacturer | null>;
  readonly manufacturers: () => Promise<readonly Manufacturer[]>;
  /** Every outlet the manufacturer has registered, active or not. */
  readonly outlets: (manufacturerId: string) => Promise<readonly RegisteredOutlet[]>;
};
